using System.Management.Automation;
using System.Text;

namespace CsClientCertificate.Tests.StandIns;

/// <summary>Stand-in for Import-Csv: an object a row, with a property a column; quoted fields may hold anything.</summary>
[Cmdlet(VerbsData.Import, "Csv", DefaultParameterSetName = "Path")]
public sealed class ImportCsvStandIn : PathCommand
{
    [Parameter]
    public char Delimiter { get; set; } = ',';

    protected override void Process(string path, bool literal)
    {
        foreach (var file in Resolve(path, literal))
        {
            using var text = new StringReader(File.ReadAllText(file));
            var columns = ReadRow(text);
            while (ReadRow(text) is { } row)
            {
                var item = new PSObject();
                for (var i = 0; i < columns!.Count; i++)
                {
                    item.Properties.Add(new PSNoteProperty(columns[i], i < row.Count ? row[i] : null));
                }

                WriteObject(item);
            }
        }
    }

    private List<string>? ReadRow(TextReader text)
    {
        if (text.Peek() < 0)
        {
            return null;
        }

        var row = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        while (text.Read() is var next and >= 0)
        {
            var c = (char)next;
            if (quoted && c == '"' && text.Peek() == '"')
            {
                text.Read();
                field.Append('"');
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (quoted)
            {
                field.Append(c);
            }
            else if (c == Delimiter)
            {
                row.Add(field.ToString());
                field.Clear();
            }
            else if (c == '\n')
            {
                break;
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }

        row.Add(field.ToString());
        return row;
    }
}
