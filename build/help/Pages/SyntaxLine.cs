using System.Text.RegularExpressions;

namespace CsClientCertificate.Help.Pages;

/// <summary>One parameter set, as a line of syntax.</summary>
public sealed partial class SyntaxLine
{
    private SyntaxLine(string set, string text)
    {
        Set = set;
        Text = text;
        Parameters = [.. Parameter().Matches(text).Select(match => new SyntaxParameter(
            match.Groups["name"].Value,
            match.Groups["type"].Success ? match.Groups["type"].Value : null,
            IsRequired: !match.Groups["optional"].Success,
            IsPositional: match.Groups["positional"].Success))];
    }

    /// <summary>The parameter set's name, without the mark of the default one; empty where there is only one.</summary>
    public string Set { get; }

    /// <summary>The line, with single blanks.</summary>
    public string Text { get; }

    public IReadOnlyList<SyntaxParameter> Parameters { get; }

    internal static SyntaxLine Read(string page, Section section)
    {
        var code = section.Code.ToList() is [var only]
            ? PlainText.Code(only)
            : throw new PageException(page, $"under {section.Title} stands one block of code.");
        var set = section.Title == "SYNTAX" ? "" : section.Title.Replace(" (Default)", "");
        return new SyntaxLine(set, Blanks().Replace(code, " ").Trim());
    }

    // [[-Name] <Type>], [-Name] <Type>, [-Name <Type>] or [-Switch], -Name <Type>
    [GeneratedRegex(
        @"(?<optional>(?<positional>\[\[-(?<name>\w+)\] <(?<type>[^>]+)>\]))|(?<positional>\[-(?<name>\w+)\] <(?<type>[^>]+)>)"
        + @"|(?<optional>\[-(?<name>\w+)(?: <(?<type>[^>]+)>)?\])|(?<!\w)-(?<name>\w+)(?: <(?<type>[^>]+)>)?")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}

/// <summary>A parameter in a line of syntax.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type; null of a switch.</param>
/// <param name="IsRequired">Whether it must be there.</param>
/// <param name="IsPositional">Whether its name may be left out.</param>
public sealed record SyntaxParameter(string Name, string? Type, bool IsRequired, bool IsPositional);
