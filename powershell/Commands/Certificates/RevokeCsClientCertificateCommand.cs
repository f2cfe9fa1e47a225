namespace CsClientCertificate.Commands;

/// <summary>Revoke-CsClientCertificate: revokes the certificates of users, so that nobody can sign in with them.</summary>
[Cmdlet(VerbsSecurity.Revoke, "CsClientCertificate", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CertInfoDetails))]
public sealed partial class RevokeCsClientCertificateCommand : RevocationCommand
{
    private readonly FormerUserWarning formerUsers = new();

    /// <summary>The reason (RFC 5280). In a property of a piped object it can be any text.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RevocationReasonCompleter))]
    public RevocationReasonParameter? Reason { get; set; }

    private protected override string Action => "Revoke";

    private protected override string Question => "Revoke all client certificates";

    private protected override string Finder => "Find-CsClientCertificate";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        ReadReason();
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        WarnOfOtherReasons();
    }

    private protected override CsCertificateException? Change(
        IReadOnlyList<Revocation> revocations, NativeWriteFlags flags, out IReadOnlyList<RevocationResult> results)
    {
        CsCertificateException? failure = Registry.Revoke(revocations, flags, out results);
        if (failure is null)
        {
            CountOtherReasons(revocations);
        }

        return failure;
    }

    // One that this command has accepted is no longer to be warned of.
    private protected override CsCertificateException? FindWarning(
        long userKey, string whom, Func<CsCertificateException?> before, out string? warning) =>
        formerUsers.Find(Registry, userKey, whom, before, out warning);
}
