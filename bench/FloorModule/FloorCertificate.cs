using System;

namespace CsClientCertificate.Bench.Floor;

/// <summary>A certificate with the properties that Get-CsClientCertificate's have.</summary>
public sealed class FloorCertificate
{
    public string? Identity { get; set; }
    public string CertificateType { get; set; } = "";
    public string DeviceId { get; set; } = "";
    public DateTime PublicationTime { get; set; }
    public DateTime ExpirationTime { get; set; }
    public byte[]? Thumbprint { get; set; }
    public byte[]? SerialNumber { get; set; }
    public string? Subject { get; set; }
    public string? Issuer { get; set; }
    public DateTime NotBefore { get; set; }
    public string? DistinguishedName { get; set; }
    public DateTime? RevocationTime { get; set; }
}
