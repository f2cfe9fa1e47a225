using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace CsClientCertificate.Help.Pages;

/// <summary>A Markdown file: what stands before the first heading's section, and a tree of sections.</summary>
public sealed class MarkdownPage
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().Build();

    private MarkdownPage(string name, string text)
    {
        Name = name;
        var root = new Section("", 0);
        var open = new Stack<Section>([root]);
        foreach (var block in Markdown.Parse(text, Pipeline))
        {
            switch (block)
            {
                case YamlFrontMatterBlock matter:
                    FrontMatter = YamlFields.Read(name, matter.Lines.ToString());
                    break;
                case HeadingBlock heading:
                    while (open.Peek().Level >= heading.Level)
                    {
                        open.Pop();
                    }

                    var section = new Section(PlainText.Of(heading.Inline), heading.Level);
                    open.Peek().Sections.Add(section);
                    open.Push(section);
                    break;
                default:
                    open.Peek().Blocks.Add(block);
                    break;
            }
        }

        Root = root;
    }

    /// <summary>The file's name without its ending.</summary>
    public string Name { get; }

    public IReadOnlyDictionary<string, string> FrontMatter { get; } = new Dictionary<string, string>();

    /// <summary>Holds the sections of the first level.</summary>
    public Section Root { get; }

    /// <summary>The one section of the first level: the page's title.</summary>
    public Section Title =>
        Root.Sections.Count == 1 ? Root.Sections[0] : throw new PageException(Name, "a page has one heading of the first level.");

    public static MarkdownPage Read(string file) => new(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file));

    /// <summary>All sections, in the page's order.</summary>
    public IEnumerable<Section> All()
    {
        return Under(Root);

        static IEnumerable<Section> Under(Section section) =>
            section.Sections.SelectMany(child => Under(child).Prepend(child));
    }
}
