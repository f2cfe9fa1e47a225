namespace CsClientCertificate.Registry;

/// <summary>What to revoke: one certificate of a user, or all of them.</summary>
internal readonly struct Revocation
{
    /// <summary>Stands for all of a user's certificates.</summary>
    internal const long AllCertificates = 0;

    internal Revocation(long userKey, long certificateKey)
    {
        UserKey = userKey;
        CertificateKey = certificateKey;
    }

    internal long UserKey { get; }

    internal long CertificateKey { get; }
}
