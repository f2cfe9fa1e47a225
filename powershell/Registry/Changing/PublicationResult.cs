namespace CsClientCertificate.Registry;

/// <summary>The result of one publication.</summary>
internal sealed class PublicationResult
{
    internal PublicationResult(Publication publication, NativePublishOutcome outcome, CsCertificateException failure)
    {
        Publication = publication;
        Outcome = outcome;
        Failure = failure;
    }

    internal PublicationResult(Publication publication, NativePublishOutcome outcome, CertInfoDetails certificate)
    {
        Publication = publication;
        Outcome = outcome;
        Certificate = certificate;
    }

    internal Publication Publication { get; }

    internal CsCertificateException? Failure { get; }

    internal NativePublishOutcome Outcome { get; }

    /// <summary>Whether it was left as it is: a folder that is published every night holds what was revoked since.</summary>
    internal bool IsSkipped => Outcome == NativePublishOutcome.RevokedUnchanged && !Publication.IsMeant;

    /// <summary>Present unless it failed.</summary>
    internal CertInfoDetails? Certificate { get; }
}
