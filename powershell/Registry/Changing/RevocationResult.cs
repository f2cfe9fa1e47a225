namespace CsClientCertificate.Registry;

/// <summary>The result of one revocation, or of its end, which is on disk by then.</summary>
internal readonly struct RevocationResult
{
    internal RevocationResult(
        CsCertificateException? failure,
        long changed,
        IReadOnlyList<CertInfoDetails> certificates,
        IReadOnlyList<CsCertificateException> refusals)
    {
        Failure = failure;
        Changed = changed;
        Certificates = certificates;
        Refusals = refusals;
    }

    internal CsCertificateException? Failure { get; }

    /// <summary>How many certificates; 0 if there was none left to revoke or to restore.</summary>
    internal long Changed { get; }

    /// <summary>The certificates, if they were requested.</summary>
    internal IReadOnlyList<CertInfoDetails> Certificates { get; }

    /// <summary>Why certificates cannot be restored, one each.</summary>
    internal IReadOnlyList<CsCertificateException> Refusals { get; }
}
