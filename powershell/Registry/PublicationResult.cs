using CsClientCertificate.Errors;
using CsClientCertificate.Native;
using Microsoft.Rtc.Management.UserPinService;

namespace CsClientCertificate.Registry;

/// <summary>What became of one publication.</summary>
internal sealed class PublicationResult
{
    internal PublicationResult(CsCertificateException failure)
    {
        Failure = failure;
    }

    internal PublicationResult(NativePublishOutcome outcome, CertInfoDetails certificate)
    {
        Outcome = outcome;
        Certificate = certificate;
    }

    internal CsCertificateException? Failure { get; }

    internal NativePublishOutcome Outcome { get; }

    /// <summary>There unless it failed.</summary>
    internal CertInfoDetails? Certificate { get; }
}
