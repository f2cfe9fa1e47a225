using System.Management.Automation;

namespace CsClientCertificate.Bench.Floor;

/// <summary>The floor of Get-CsUser: hands out copies of objects that are there already.</summary>
[Cmdlet(VerbsCommon.Get, "FloorUser")]
[OutputType(typeof(FloorUser))]
public sealed class GetFloorUserCommand : PSCmdlet
{
    [Parameter(Mandatory = true)]
    public FloorUser[] From { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (FloorUser user in From)
        {
            WriteObject(new FloorUser(user));
        }
    }
}
