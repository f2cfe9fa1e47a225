namespace CsClientCertificate.Pipeline;

/// <summary>The result for a user that was accepted, or a warning about one, and the name for messages.</summary>
internal sealed class RevocationOutcome : ChangeOutcome
{
    internal RevocationOutcome(string name, RevocationResult result)
        : base(name, null) => Result = result;

    internal RevocationOutcome(string name, string warning)
        : base(name, warning) => Result = new RevocationResult(null, 0, [], []);

    internal RevocationResult Result { get; }

    internal override CsCertificateException? Failure => Result.Failure;
}
