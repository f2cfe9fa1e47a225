using System.Text;
using System.Text.RegularExpressions;
using CsClientCertificate.Help.Pages;
using Markdig.Syntax;

namespace CsClientCertificate.Help.Writing;

/// <summary>A topic of the help as plain text. Get-Help shows the file as it is, and takes its fifth line for the synopsis.</summary>
internal static partial class AboutText
{
    private const int Width = 78;

    internal static void Write(string topic, MarkdownPage page, string file)
    {
        var brief = page.Title.Find("Short description") is { Paragraphs: [var line] } ? line : Introduction(page);
        if (brief.Length > Width)
        {
            throw new PageException(page.Name, "the short description is longer than a line.");
        }

        var text = new StringBuilder($"TOPIC\n    {topic}\n\nSHORT DESCRIPTION\n    {brief}\n");
        if (page.Title.Blocks.Count > 1)
        {
            text.Append("\nLONG DESCRIPTION\n");
            Blocks(page.Title.Blocks.Skip(1), text);
        }

        foreach (var section in page.Title.Sections.Where(section => section.Title != "Short description"))
        {
            text.Append('\n').Append(section.Title.ToUpperInvariant()).Append('\n');
            Body(section, text);
        }

        File.WriteAllText(file, text.ToString(), new UTF8Encoding(false));
    }

    // A page that is no about_ page begins with a line that says what it is about.
    private static string Introduction(MarkdownPage page) =>
        page.Title.Blocks is [ParagraphBlock paragraph, ..]
            ? PlainText.Of(paragraph.Inline)
            : throw new PageException(page.Name, "a topic has a short description, or begins with a line that is one.");

    private static void Body(Section section, StringBuilder text)
    {
        Blocks(section.Blocks, text);
        foreach (var child in section.Sections)
        {
            text.Append("\n  ").Append(child.Title).Append('\n');
            Body(child, text);
        }
    }

    private static void Blocks(IEnumerable<Block> blocks, StringBuilder text)
    {
        var first = true;
        foreach (var block in blocks)
        {
            if (!first)
            {
                text.Append('\n');
            }

            first = false;
            var code = block is CodeBlock;
            foreach (var paragraph in PlainText.Paragraphs([block]))
            {
                foreach (var line in paragraph.Split('\n'))
                {
                    Line(line, code, text);
                }
            }
        }
    }

    private static void Line(string line, bool code, StringBuilder text)
    {
        if (code)
        {
            text.Append(line.Length == 0 ? "" : "        ").Append(line).Append('\n');
            return;
        }

        var indent = new string(' ', 4 + Mark().Match(line).Length);
        var current = new StringBuilder("    ");
        var empty = true;
        foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!empty && current.Length + 1 + word.Length > Width)
            {
                text.Append(current).Append('\n');
                current.Clear().Append(indent);
                empty = true;
            }

            current.Append(empty ? "" : " ").Append(word);
            empty = false;
        }

        text.Append(current).Append('\n');
    }

    [GeneratedRegex(@"^(- |\d+\. | +)")]
    private static partial Regex Mark();
}
