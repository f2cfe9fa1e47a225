using System.Text;
using System.Text.RegularExpressions;
using CsClientCertificate.Help.Pages;
using Markdig.Syntax;

namespace CsClientCertificate.Help.Writing;

/// <summary>A topic of the help as plain text. Get-Help shows the file as it is, and takes its fifth line for the synopsis.</summary>
internal static partial class AboutText
{
    private const int Width = 78;

    internal static void Write(MarkdownPage page, string file)
    {
        var brief = page.Title.Find("Short description") is { Paragraphs: [var line] } ? line : throw Wrong(page, "SHORT DESCRIPTION");
        if (brief.Length > Width)
        {
            throw new PageException(page.Name, "the short description is longer than a line.");
        }

        var text = new StringBuilder($"TOPIC\n    {page.Name}\n\nSHORT DESCRIPTION\n    {brief}\n");
        foreach (var section in page.Title.Sections.Where(section => section.Title != "Short description"))
        {
            text.Append('\n').Append(section.Title.ToUpperInvariant()).Append('\n');
            Body(section, text);
        }

        File.WriteAllText(file, text.ToString(), new UTF8Encoding(false));
    }

    private static void Body(Section section, StringBuilder text)
    {
        var first = true;
        foreach (var block in section.Blocks)
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

        foreach (var child in section.Sections)
        {
            text.Append("\n  ").Append(child.Title).Append('\n');
            Body(child, text);
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

    private static PageException Wrong(MarkdownPage page, string section) =>
        new(page.Name, $"{section} must be there, one paragraph.");
}
