using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace CsClientCertificate.Tests.StandIns;

/// <summary>Stand-in for Format-Table.</summary>
[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableStandIn : OuterFormatTableBase
{
    public FormatTableStandIn() => EngineInternals.UseShape(this, "Table");
}
