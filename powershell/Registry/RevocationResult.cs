using CsClientCertificate.Errors;

namespace CsClientCertificate.Registry;

/// <summary>What became of one revocation. It is on disk when this is seen.</summary>
internal readonly struct RevocationResult
{
    internal RevocationResult(CsCertificateException? failure, long revoked)
    {
        Failure = failure;
        Revoked = revoked;
    }

    internal CsCertificateException? Failure { get; }

    /// <summary>How many certificates; 0 if there was none left to revoke.</summary>
    internal long Revoked { get; }
}
