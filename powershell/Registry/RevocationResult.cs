using System.Collections.Generic;
using CsClientCertificate.Errors;
using Microsoft.Rtc.Management.UserPinService;

namespace CsClientCertificate.Registry;

/// <summary>What became of one revocation. It is on disk when this is seen.</summary>
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

    /// <summary>Them, if they were asked for.</summary>
    internal IReadOnlyList<CertInfoDetails> Certificates { get; }
}
