namespace CsClientCertificate.Commands;

/// <summary>Restore-CsClientCertificate: takes certificates off hold, so that their users can sign in with them again.</summary>
[Cmdlet(VerbsData.Restore, "CsClientCertificate", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(CertInfoDetails))]
public sealed class RestoreCsClientCertificateCommand : RevocationCommand
{
    private protected override string Action => "Restore";

    private protected override string Question => "Restore all client certificates that are on hold";

    private protected override string Finder => "Find-CsClientCertificate -IncludeRevoked";

    private protected override CsCertificateException? Change(
        IReadOnlyList<Revocation> revocations, NativeWriteFlags flags, out IReadOnlyList<RevocationResult> results) =>
        Registry.Restore(revocations, flags, out results);
}
