namespace CsClientCertificate.Commands;

/// <summary>Export-CsClientCertificateReport: one HTML file that says who can still sign in with a certificate, and until when.</summary>
[Cmdlet(VerbsData.Export, "CsClientCertificateReport", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(FileInfo))]
public sealed class ExportCsClientCertificateReportCommand : RegistryCommand
{
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromDays(30);

    /// <summary>The file to write. An existing one is replaced.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>List valid certificates that expire within this time; the default is 30 days.</summary>
    [Parameter]
    [DaysTransformation]
    [ValidateNotNegative]
    public TimeSpan ExpiringWithin { get; set; } = DefaultSpan;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            string path = WrittenFile.Resolve(this, Path, "report", "report.html");

            // Before the question: what is refused needs none, and -WhatIf says so too.
            Require(Registry.WriteReport(path, DateTime.UtcNow, ExpiringWithin, NativeFileFlags.DryRun), path);
            if (ShouldProcess(path, CommandName))
            {
                Write(path);
            }
        }
        catch (InputException failure)
        {
            Report(failure, Path);
        }

        base.EndProcessing();
    }

    private void Write(string path)
    {
        long start = StepTimes.Now;
        var progress = new ProgressMeter(this, "Writing the report", Registry.Progress);
        CsCertificateException? failure = LongCall.Run(progress, () => Registry.WriteReport(path, DateTime.UtcNow, ExpiringWithin, NativeFileFlags.None));
        progress.Complete();
        Require(failure, path);
        Steps.Add("write the report", start);
        WriteObject(WrittenFile.Emitted(this, path));
    }
}
