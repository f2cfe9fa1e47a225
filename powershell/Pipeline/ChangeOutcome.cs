namespace CsClientCertificate.Pipeline;

/// <summary>What became of a change, or what there is to say between two.</summary>
/// <param name="name">What was to be changed, for messages.</param>
/// <param name="warning">What is to be said.</param>
/// <param name="failure">Why it was not changed, where that is an error.</param>
internal class ChangeOutcome(string name, string? warning, CsCertificateException? failure)
{
    internal string Name { get; } = name;

    internal string? Warning { get; } = warning;

    internal CsCertificateException? Failure { get; } = failure;
}

/// <summary>What became of a certificate that was to be published.</summary>
internal sealed class PublicationOutcome(PublicationResult result)
    : ChangeOutcome(result.Publication.Source, null, result.IsSkipped ? null : result.Failure)
{
    internal PublicationResult Result { get; } = result;
}

/// <summary>The result for a user that was accepted.</summary>
internal sealed class RevocationOutcome(string name, RevocationResult result) : ChangeOutcome(name, null, result.Failure)
{
    internal RevocationResult Result { get; } = result;
}
