using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace CsClientCertificate.Help.Pages;

/// <summary>Markdown as a console shows it.</summary>
public static class PlainText
{
    public static string Of(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines ?? [])
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                LineBreakInline => " ",
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                AutolinkInline link => link.Url,
                ContainerInline container => Of(container),
                _ => throw new NotSupportedException($"{inline.GetType().Name} at line {inline.Line + 1} has no form at the console."),
            });
        }

        return text.ToString();
    }

    /// <summary>A paragraph for each paragraph, list item and table row.</summary>
    public static IEnumerable<string> Paragraphs(IEnumerable<Block> blocks)
    {
        foreach (var block in blocks)
        {
            switch (block)
            {
                case ParagraphBlock paragraph:
                    yield return Of(paragraph.Inline);
                    break;
                case CodeBlock code:
                    yield return Code(code);
                    break;
                case ListBlock list:
                    foreach (var item in Items(list))
                    {
                        yield return item;
                    }

                    break;
                case Table table:
                    foreach (var row in Rows(table))
                    {
                        yield return row;
                    }

                    break;
                default:
                    throw new NotSupportedException($"{block.GetType().Name} at line {block.Line + 1} has no form at the console.");
            }
        }
    }

    public static string Code(LeafBlock code) => code.Lines.ToString().TrimEnd();

    /// <summary>The cells of a table's rows, the heading's first.</summary>
    public static IReadOnlyList<string[]> Cells(Table table) =>
        [.. table.OfType<TableRow>().Select(row => row.OfType<TableCell>().Select(Cell).ToArray())];

    private static IEnumerable<string> Items(ListBlock list)
    {
        var number = int.TryParse(list.OrderedStart, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var mark = list.IsOrdered ? $"{number++}." : "-";
            yield return mark + " " + string.Join("\n  ", Paragraphs(item));
        }
    }

    // "First cell: the other", which wraps at any width; where there are several others, each after its heading.
    private static IEnumerable<string> Rows(Table table)
    {
        var rows = Cells(table);
        var headings = rows[0];
        return rows.Skip(1).Select(cells => headings.Length == 2
            ? $"- {cells[0]}: {cells[1]}"
            : $"- {cells[0]}. {string.Join("; ", cells.Zip(headings, (cell, heading) => (cell, heading)).Skip(1).Where(pair => pair.cell.Length > 0).Select(pair => $"{pair.heading}: {pair.cell}"))}");
    }

    private static string Cell(TableCell cell) => string.Join(" ", cell.OfType<ParagraphBlock>().Select(block => Of(block.Inline)));
}
