using System.Management.Automation;

namespace CsClientCertificate.Bench.Floor;

/// <summary>The floor of Revoke-CsClientCertificate: an identity from the pipeline, asked about, and nothing done.</summary>
[Cmdlet(VerbsSecurity.Revoke, "FloorCertificate", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RevokeFloorCertificateCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public FloorIdParameter Identity { get; set; } = null!;

    protected override void ProcessRecord() => ShouldProcess(Identity.Text);
}
