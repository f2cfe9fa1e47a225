using System.Management.Automation;

namespace CsClientCertificate.Tests.StandIns;

/// <summary>Stand-in for Resolve-Path.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "Path", DefaultParameterSetName = "Path")]
public sealed class ResolvePathStandIn : PathCommand
{
    protected override void Process(string path, bool literal) =>
        WriteObject(SessionState.Path.GetResolvedPSPathFromPSPath(literal ? WildcardPattern.Escape(path) : path), enumerateCollection: true);
}
