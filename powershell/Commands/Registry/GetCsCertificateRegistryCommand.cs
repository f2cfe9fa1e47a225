namespace CsClientCertificate.Commands;

/// <summary>Get-CsCertificateRegistry: which registry this runspace uses, and whether it is sound.</summary>
[Cmdlet(VerbsCommon.Get, "CsCertificateRegistry")]
[OutputType(typeof(RegistryDescription))]
public sealed class GetCsCertificateRegistryCommand : RegistryCommand
{
    /// <summary>Check the store and the whole chain of the audit. Takes time in proportion to the registry.</summary>
    [Parameter]
    public SwitchParameter Check { get; set; }

    /// <summary>With -Check: an audit head that was saved earlier; it must still be in the chain.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateAuditHead]
    public string? ExpectedHead { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        bool check = Check || ExpectedHead is not null;
        RegistryDescription? description = null;
        string step = check ? "check the registry" : "describe the registry";
        RunLong("Checking the registry", step, null, () => Registry.Describe(check, ExpectedHead, out description));
        WriteObject(description);
        base.EndProcessing();
    }
}
