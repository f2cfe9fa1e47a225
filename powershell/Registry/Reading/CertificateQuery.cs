namespace CsClientCertificate.Registry;

/// <summary>Conditions for certificates of all users; null means any.</summary>
internal sealed class CertificateQuery
{
    internal NativeCertificateQueryFlags Flags { get; set; }

    internal DateTime Now { get; set; }

    internal DateTime? ExpiringFrom { get; set; }

    internal DateTime? ExpiringBefore { get; set; }

    internal DateTime? PublishedAfter { get; set; }

    internal byte[]? Thumbprint { get; set; }

    internal string? SerialNumber { get; set; }

    internal Guid? DeviceId { get; set; }

    internal ulong Limit { get; set; } = ulong.MaxValue;
}
