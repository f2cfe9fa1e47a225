namespace CsClientCertificate.Commands;

/// <summary>Backup-CsCertificateRegistry: copies the registry while others go on using it.</summary>
[Cmdlet(VerbsData.Backup, "CsCertificateRegistry", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(FileInfo))]
public sealed class BackupCsCertificateRegistryCommand : RegistryCommand
{
    /// <summary>The file to create. It must not exist unless it is to be replaced.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = null!;

    /// <summary>Replace an earlier backup of this registry.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        NativeFileFlags replace = Force ? NativeFileFlags.Replace : NativeFileFlags.None;
        bool isWritten = WriteFile(
            Destination,
            "backup",
            "backup.db",
            "Copying the registry",
            "copy the registry",
            (path, flags) => Registry.Backup(path, flags | replace));

        // Kept with the copy but apart from it, the head shows later that neither was rewritten.
        if (isWritten && Registry.Describe(check: false, expectedHead: null, out RegistryDescription? description) is null)
        {
            WriteVerbose($"The audit log has {description!.AuditEntryCount} entries; its head is {description.AuditHead}.");
        }

        base.EndProcessing();
    }
}
