using System.Management.Automation;

namespace CsClientCertificate.Tests.StandIns;

/// <summary>
/// Stand-in for Get-Content. As with the real one, every line carries properties that say where it came from, and those bind by
/// property name to a command that has a parameter PSPath.
/// </summary>
[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = "Path")]
public sealed class GetContentStandIn : PathCommand
{
    [Parameter]
    public SwitchParameter Raw { get; set; }

    protected override void Process(string path, bool literal)
    {
        foreach (var file in Resolve(path, literal))
        {
            var count = 0L;
            foreach (var line in Raw ? [File.ReadAllText(file)] : File.ReadLines(file))
            {
                WriteObject(Mark(line, file, ++count));
            }
        }
    }

    private static PSObject Mark(string text, string file, long count)
    {
        const string provider = @"Microsoft.PowerShell.Core\FileSystem";
        var line = new PSObject(text);
        line.Properties.Add(new PSNoteProperty("PSPath", file));
        line.Properties.Add(new PSNoteProperty("PSParentPath", System.IO.Path.GetDirectoryName(file)));
        line.Properties.Add(new PSNoteProperty("PSChildName", System.IO.Path.GetFileName(file)));
        line.Properties.Add(new PSNoteProperty("PSProvider", provider));
        line.Properties.Add(new PSNoteProperty("ReadCount", count));
        return line;
    }
}
