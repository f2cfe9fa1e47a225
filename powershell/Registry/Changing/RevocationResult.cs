using System.Collections.Generic;
using CsClientCertificate.Errors;
using Microsoft.Rtc.Management.UserPinService;

namespace CsClientCertificate.Registry;

/// <summary>The result of one revocation, which is on disk by then.</summary>
internal readonly struct RevocationResult
{
    internal RevocationResult(CsCertificateException? failure, long revoked, IReadOnlyList<CertInfoDetails> certificates)
    {
        Failure = failure;
        Revoked = revoked;
        Certificates = certificates;
    }

    internal CsCertificateException? Failure { get; }

    /// <summary>How many certificates; 0 if there was none left to revoke.</summary>
    internal long Revoked { get; }

    /// <summary>The certificates, if they were requested.</summary>
    internal IReadOnlyList<CertInfoDetails> Certificates { get; }
}
