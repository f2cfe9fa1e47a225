namespace CsClientCertificate.Registry;

/// <summary>What to revoke: one certificate of a user, or all of them; and why.</summary>
internal readonly record struct Revocation(long UserKey, long CertificateKey, RevocationReasonParameter Reason)
{
    /// <summary>All certificates of a user.</summary>
    internal const long AllCertificates = 0;
}

/// <summary>The result of one revocation, or of its end, which is on disk by then.</summary>
/// <param name="Failure">Why it failed; null if it did not.</param>
/// <param name="Changed">How many certificates; 0 if there was none left to revoke or to restore.</param>
/// <param name="Certificates">The certificates, if they were requested.</param>
/// <param name="Refusals">Why certificates cannot be restored, one each.</param>
internal readonly record struct RevocationResult(
    CsCertificateException? Failure,
    long Changed,
    IReadOnlyList<CertInfoDetails> Certificates,
    IReadOnlyList<CsCertificateException> Refusals);
