using System.Management.Automation;

namespace CsClientCertificate.Tests.StandIns;

/// <summary>Stand-in for Get-Member: every member once for each type that comes by, in the order of names.</summary>
[Cmdlet(VerbsCommon.Get, "Member")]
public sealed class GetMemberStandIn : PSCmdlet
{
    private readonly HashSet<string> _types = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string Name { get; set; } = "*";

    [Parameter]
    public PSMemberTypes MemberType { get; set; } = PSMemberTypes.All;

    protected override void ProcessRecord()
    {
        if (InputObject is not { } item || !_types.Add(item.TypeNames[0]))
        {
            return;
        }

        foreach (var member in item.Members.Match(Name, MemberType).OrderBy(member => member.Name, StringComparer.OrdinalIgnoreCase))
        {
            WriteObject(new MemberOfStandIn(item.TypeNames[0], member.Name, member.MemberType, member.ToString() ?? ""));
        }
    }
}

public sealed record MemberOfStandIn(string TypeName, string Name, PSMemberTypes MemberType, string Definition);
