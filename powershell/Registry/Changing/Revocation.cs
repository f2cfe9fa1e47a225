namespace CsClientCertificate.Registry;

/// <summary>What to revoke: one certificate of a user, or all of them; and why.</summary>
internal readonly struct Revocation
{
    /// <summary>All certificates of a user.</summary>
    internal const long AllCertificates = 0;

    internal Revocation(long userKey, long certificateKey, RevocationReasonParameter reason)
    {
        UserKey = userKey;
        CertificateKey = certificateKey;
        Reason = reason;
    }

    internal long UserKey { get; }

    internal long CertificateKey { get; }

    internal RevocationReasonParameter Reason { get; }
}
