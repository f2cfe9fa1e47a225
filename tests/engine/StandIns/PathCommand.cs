using System.Collections.ObjectModel;
using System.Management.Automation;

namespace CsClientCertificate.Tests.StandIns;

/// <summary>What the stand-ins that take paths share: -Path with wildcards, -LiteralPath without, both from the pipeline.</summary>
public abstract class PathCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    public string[] Path { get; set; } = ["."];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    protected override void ProcessRecord()
    {
        var literal = ParameterSetName == "LiteralPath";
        foreach (var path in literal ? LiteralPath : Path)
        {
            try
            {
                Process(path, literal);
            }
            catch (ItemNotFoundException e)
            {
                WriteError(e.ErrorRecord);
            }
        }
    }

    protected abstract void Process(string path, bool literal);

    /// <summary>The files that a path means.</summary>
    protected Collection<string> Resolve(string path, bool literal) =>
        literal ? [GetUnresolvedProviderPathFromPSPath(path)] : GetResolvedProviderPathFromPSPath(path, out _);
}
