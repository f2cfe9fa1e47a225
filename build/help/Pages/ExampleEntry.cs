namespace CsClientCertificate.Help.Pages;

/// <summary>An example: commands, what they print, and what there is to say of it.</summary>
public sealed class ExampleEntry
{
    private ExampleEntry(string title, string code, string? output, IReadOnlyList<string> remarks)
    {
        Title = title;
        Code = code;
        Output = output;
        Remarks = remarks;
    }

    public string Title { get; }

    public string Code { get; }

    /// <summary>What is printed; null where the page does not show it.</summary>
    public string? Output { get; }

    public IReadOnlyList<string> Remarks { get; }

    internal static ExampleEntry Read(string page, Section section)
    {
        var code = section.Code.Where(block => block.Info == "powershell").ToList();
        var output = section.Code.Where(block => block.Info == "Output").ToList();
        if (code.Count != 1 || output.Count > 1 || section.Code.Count() != code.Count + output.Count)
        {
            throw new PageException(page, $"{section.Title} has one block of powershell and at most one of Output.");
        }

        return new ExampleEntry(
            section.Title.Trim('-', ' '), PlainText.Code(code[0]), output.Count == 1 ? PlainText.Code(output[0]) : null, section.Paragraphs);
    }
}
