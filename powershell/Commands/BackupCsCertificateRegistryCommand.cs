using System.IO;
using System.Management.Automation;
using CsClientCertificate.Errors;
using CsClientCertificate.Model;

namespace CsClientCertificate.Commands;

/// <summary>Backup-CsCertificateRegistry: copies the registry while others go on using it.</summary>
[Cmdlet(VerbsData.Backup, "CsCertificateRegistry", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(FileInfo))]
public sealed class BackupCsCertificateRegistryCommand : RegistryCommand
{
    /// <summary>The file to make. It must not exist.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = null!;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            string path = RegistryLocation.Resolve(this, Destination);
            if (ShouldProcess(path, CommandName))
            {
                Backup(path);
            }
        }
        catch (InputException failure)
        {
            Report(failure, Destination);
        }

        base.EndProcessing();
    }

    private void Backup(string path)
    {
        long start = StepTimes.Now;
        var progress = new ProgressMeter(this, "Copying the registry", Registry.Progress);
        CsCertificateException? failure = LongCall.Run(progress, () => Registry.Backup(path));
        progress.Complete();
        Require(failure, path);
        Steps.Add("copy the registry", start);
        WriteObject(new FileInfo(path));

        // Kept with the copy but apart from it, the head shows later that neither was rewritten.
        if (Registry.Describe(check: false, expectedHead: null, out RegistryDescription? description) is null)
        {
            WriteVerbose($"The audit has {description!.AuditEntryCount} entries; its head is {description.AuditHead}.");
        }
    }
}
