namespace CsClientCertificate.Help.Pages;

/// <summary>A parameter: what it means, and its table of facts.</summary>
public sealed class ParameterEntry
{
    private static readonly string[] Required =
        ["Type", "Parameter Sets", "Aliases", "Required", "Position", "Default value", "Accept pipeline input", "Accept wildcard characters"];

    private ParameterEntry(string name, IReadOnlyList<string> description, IReadOnlyDictionary<string, string> facts)
    {
        Name = name;
        Description = description;
        Facts = facts;
    }

    public string Name { get; }

    public IReadOnlyList<string> Description { get; }

    public IReadOnlyDictionary<string, string> Facts { get; }

    internal static ParameterEntry Read(string page, Section section)
    {
        var code = section.Code.SingleOrDefault(block => block.Info == "yaml")
            ?? throw new PageException(page, $"{section.Title} has no block of yaml.");
        var facts = YamlFields.Read(page, PlainText.Code(code));
        if (Required.FirstOrDefault(name => !facts.ContainsKey(name)) is { } missing)
        {
            throw new PageException(page, $"{section.Title} does not say \"{missing}\".");
        }

        if (!section.Title.StartsWith('-') || section.Paragraphs.Count == 0)
        {
            throw new PageException(page, $"{section.Title} needs a name that begins with - and a description.");
        }

        return new ParameterEntry(section.Title[1..], section.Paragraphs, facts);
    }
}
