using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace CsClientCertificate.Help.Pages;

/// <summary>A heading, what stands under it, and the sections below it.</summary>
public sealed class Section(string title, int level)
{
    public string Title { get; } = title;

    public int Level { get; } = level;

    public List<Block> Blocks { get; } = [];

    public List<Section> Sections { get; } = [];

    public IEnumerable<FencedCodeBlock> Code => Blocks.OfType<FencedCodeBlock>();

    public IEnumerable<Table> Tables => Blocks.OfType<Table>();

    /// <summary>What is text, a paragraph each; code is left out.</summary>
    public IReadOnlyList<string> Paragraphs => [.. PlainText.Paragraphs(Blocks.Where(block => block is not CodeBlock))];

    public Section? Find(string title) =>
        Sections.Find(section => string.Equals(section.Title, title, StringComparison.OrdinalIgnoreCase));
}
