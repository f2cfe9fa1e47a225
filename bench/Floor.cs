using System.Management.Automation;

namespace CsClientCertificate.Bench;

/// <summary>An object like the one Get-CsClientCertificate emits.</summary>
public sealed record FloorCertificate(
    string Identity, string CertificateType, string DeviceId, DateTime PublicationTime, DateTime ExpirationTime);

/// <summary>
/// The floor: what the engine itself takes to hand a string to a compiled command and an object on from it. It looks nothing up; no
/// implementation of Get-CsClientCertificate can be quicker.
/// </summary>
[Cmdlet(VerbsCommon.Get, "Floor", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(FloorCertificate))]
public sealed class GetFloorCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public FloorIdentity Identity { get; set; } = null!;

    protected override void ProcessRecord()
    {
        if (ShouldProcess(Identity.Text))
        {
            var published = new DateTime(2018, 1, 1, 0, 0, 0, DateTimeKind.Local);
            WriteObject(new FloorCertificate(Identity.Text, "OcsSigned", "", published, published.AddDays(180)));
        }
    }
}

/// <summary>Bound from a string by its constructor, as the real parameter's type is.</summary>
public sealed class FloorIdentity(string text)
{
    public string Text { get; } = text;
}
