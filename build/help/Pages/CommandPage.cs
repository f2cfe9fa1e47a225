using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace CsClientCertificate.Help.Pages;

/// <summary>A command's page, in the schema of the pages of PowerShell's own commands (version 2.0.0).</summary>
public sealed class CommandPage
{
    private static readonly string[] Parts =
        ["SYNOPSIS", "SYNTAX", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

    private readonly MarkdownPage _page;

    private CommandPage(MarkdownPage page)
    {
        _page = page;
        if (page.Title.Title != page.Name)
        {
            throw Wrong($"the title is \"{page.Title.Title}\", the file's name another.");
        }

        var found = page.Title.Sections.ConvertAll(section => section.Title);
        if (!found.SequenceEqual(Parts))
        {
            throw Wrong($"the sections are {string.Join(", ", found)}; they must be {string.Join(", ", Parts)}.");
        }

        Synopsis = Part("SYNOPSIS").Paragraphs is [var line] ? line : throw Wrong("the synopsis is one paragraph.");
        Description = Part("DESCRIPTION").Paragraphs;
        Syntax = [.. SyntaxSections().Select(section => SyntaxLine.Read(_page.Name, section))];
        Examples = [.. Part("EXAMPLES").Sections.Select(section => ExampleEntry.Read(_page.Name, section))];
        Parameters = [.. Part("PARAMETERS").Sections.Where(section => section.Title != "CommonParameters")
            .Select(section => ParameterEntry.Read(_page.Name, section))];
        Inputs = Types("INPUTS");
        Outputs = Types("OUTPUTS");
        Notes = Part("NOTES").Paragraphs;
        Links = [.. Part("RELATED LINKS").Blocks.OfType<ParagraphBlock>()
            .SelectMany(block => block.Inline?.OfType<LinkInline>() ?? [])
            .Select(link => new PageLink(PlainText.Of(link), link.Url ?? ""))];
    }

    public string Name => _page.Name;

    public IReadOnlyDictionary<string, string> FrontMatter => _page.FrontMatter;

    public string Synopsis { get; }

    public IReadOnlyList<SyntaxLine> Syntax { get; }

    public IReadOnlyList<string> Description { get; }

    public IReadOnlyList<ExampleEntry> Examples { get; }

    public IReadOnlyList<ParameterEntry> Parameters { get; }

    public IReadOnlyList<TypeEntry> Inputs { get; }

    public IReadOnlyList<TypeEntry> Outputs { get; }

    public IReadOnlyList<string> Notes { get; }

    public IReadOnlyList<PageLink> Links { get; }

    public static CommandPage Read(string file) => new(MarkdownPage.Read(file));

    private Section Part(string title) => _page.Title.Find(title)!;

    // One parameter set stands under SYNTAX itself, several each under a heading.
    private IEnumerable<Section> SyntaxSections() =>
        Part("SYNTAX") is { Sections.Count: > 0 } several ? several.Sections : [Part("SYNTAX")];

    private IReadOnlyList<TypeEntry> Types(string part) =>
        [.. Part(part).Sections.Select(section => new TypeEntry(section.Title, section.Paragraphs))];

    private PageException Wrong(string message) => new(_page.Name, message);
}

/// <summary>A type that goes in or comes out.</summary>
public sealed record TypeEntry(string Name, IReadOnlyList<string> Description);

public sealed record PageLink(string Text, string Target);
