using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace CsClientCertificate.Tests.StandIns;

/// <summary>Stand-in for Format-List.</summary>
[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatListStandIn : OuterFormatTableAndListBase
{
    public FormatListStandIn() => EngineInternals.UseShape(this, "List");
}
