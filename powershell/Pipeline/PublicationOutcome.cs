namespace CsClientCertificate.Pipeline;

/// <summary>What became of a certificate that was to be published; or what there is to say of a file between two of them.</summary>
internal sealed class PublicationOutcome : ChangeOutcome
{
    internal PublicationOutcome(PublicationResult result)
        : base(result.Publication.Source, null)
    {
        Result = result;
        Failure = result.IsSkipped ? null : result.Failure;
    }

    internal PublicationOutcome(string file, CsCertificateException failure)
        : base(file, null) => Failure = failure;

    internal PublicationOutcome(string file, string warning)
        : base(file, warning)
    {
    }

    /// <summary>Null for what is said of a file.</summary>
    internal PublicationResult? Result { get; }

    internal override CsCertificateException? Failure { get; }
}
