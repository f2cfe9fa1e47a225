using System.Globalization;
using System.Text.RegularExpressions;

namespace CsClientCertificate.Tests.Docs;

/// <summary>Output in the documentation, which shows times in UTC and as en-US writes them, beside what a console shows here.</summary>
internal static partial class ShownOutput
{
    private static readonly CultureInfo UnitedStates = CultureInfo.GetCultureInfo("en-US");

    /// <summary>The lines of a documented output, with the times that they are here.</summary>
    public static IReadOnlyList<string> Expected(string documented) => Lines(Time().Replace(documented, match =>
        DateTime.Parse(match.Value, UnitedStates, DateTimeStyles.AssumeUniversal).ToString("G", UnitedStates)));

    /// <summary>Lines without blanks at their ends, and without empty ones before and after.</summary>
    public static IReadOnlyList<string> Lines(string text)
    {
        // ICU writes a narrow blank before AM and PM.
        var lines = text.ReplaceLineEndings("\n").Replace('\u202F', ' ').Split('\n').Select(line => line.TrimEnd()).ToList();
        var first = lines.FindIndex(line => line.Length > 0);
        return first < 0 ? [] : lines[first..(lines.FindLastIndex(line => line.Length > 0) + 1)];
    }

    [GeneratedRegex(@"\b\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{2}:\d{2} [AP]M\b")]
    private static partial Regex Time();
}
