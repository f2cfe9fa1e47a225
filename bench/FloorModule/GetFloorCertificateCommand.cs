using System;
using System.Management.Automation;

namespace CsClientCertificate.Bench.Floor;

/// <summary>
/// The floor of Get-CsClientCertificate: what the engine itself takes to hand an identity to a compiled command and three objects on from
/// it. It looks nothing up, and no string is made.
/// </summary>
[Cmdlet(VerbsCommon.Get, "FloorCertificate", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(FloorCertificate))]
public sealed class GetFloorCertificateCommand : PSCmdlet
{
    private static readonly DateTime Published = new(2018, 1, 1, 0, 0, 0, DateTimeKind.Local);
    private static readonly DateTime Expires = Published.AddDays(180);
    private static readonly byte[] Bytes = new byte[20];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public FloorIdParameter Identity { get; set; } = null!;

    protected override void ProcessRecord()
    {
        if (!ShouldProcess(Identity.Text))
        {
            return;
        }

        string identity = Identity.User?.SipAddress ?? Identity.Text;
        for (int i = 0; i < 3; i++)
        {
            WriteObject(new FloorCertificate
            {
                Identity = identity,
                CertificateType = "OcsSigned",
                PublicationTime = Published,
                ExpirationTime = Expires,
                Thumbprint = Bytes,
                SerialNumber = Bytes,
                Subject = identity,
                Issuer = "CN=Communications Server",
                NotBefore = Published,
                DistinguishedName = Identity.Text,
            });
        }
    }
}
