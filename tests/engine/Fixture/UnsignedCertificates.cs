using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CsClientCertificate.Tests.Fixture;

/// <summary>Makes certificates without a key: what stands for their signature is not looked at by anybody here.</summary>
internal sealed class UnsignedCertificates : X509SignatureGenerator
{
    // ecdsa-with-SHA256; id-ecPublicKey on prime256v1.
    private static readonly byte[] Algorithm = Convert.FromHexString("300a06082a8648ce3d040302");
    private static readonly byte[] Curve = Convert.FromHexString("06082a8648ce3d030107");
    private static readonly byte[] Point = [4, .. Enumerable.Repeat<byte>(1, 64)];
    private static readonly PublicKey Key = new(new Oid("1.2.840.10045.2.1"), new AsnEncodedData(Curve), new AsnEncodedData(Point));

    /// <summary>A certificate as a pool issues them.</summary>
    public static X509Certificate2 Create(string subject, DateTimeOffset start, TimeSpan validity, byte[] serialNumber) =>
        new CertificateRequest(new X500DistinguishedName(subject), Key, HashAlgorithmName.SHA256)
            .Create(new X500DistinguishedName("CN=Communications Server"), new UnsignedCertificates(), start, start + validity, serialNumber);

    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => Algorithm;

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => SHA256.HashData(data);

    protected override PublicKey BuildPublicKey() => Key;
}
