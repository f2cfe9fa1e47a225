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
        WriteFile(
            Path,
            "report",
            "report.html",
            "Writing the report",
            "write the report",
            (path, flags) => Registry.WriteReport(path, DateTime.UtcNow, ExpiringWithin, flags));
        base.EndProcessing();
    }
}
