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
        try
        {
            string path = WrittenFile.Resolve(this, Destination, "backup", "backup.db");
            NativeFileFlags flags = Force ? NativeFileFlags.Replace : NativeFileFlags.None;

            // Before the question: what is refused needs none, and -WhatIf says so too.
            Require(Registry.Backup(path, flags | NativeFileFlags.DryRun), path);
            if (ShouldProcess(path, CommandName))
            {
                Backup(path, flags);
            }
        }
        catch (InputException failure)
        {
            Report(failure, Destination);
        }

        base.EndProcessing();
    }

    private void Backup(string path, NativeFileFlags flags)
    {
        long start = StepTimes.Now;
        var progress = new ProgressMeter(this, "Copying the registry", Registry.Progress);
        CsCertificateException? failure = LongCall.Run(progress, () => Registry.Backup(path, flags));
        progress.Complete();
        Require(failure, path);
        Steps.Add("copy the registry", start);
        WriteObject(WrittenFile.Emitted(this, path));

        // Kept with the copy but apart from it, the head shows later that neither was rewritten.
        if (Registry.Describe(check: false, expectedHead: null, out RegistryDescription? description) is null)
        {
            WriteVerbose($"The audit log has {description!.AuditEntryCount} entries; its head is {description.AuditHead}.");
        }
    }
}
