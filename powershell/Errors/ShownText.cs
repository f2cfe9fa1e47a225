using System.Text;

namespace CsClientCertificate.Errors;

/// <summary>
/// Text fit for a console. Names come from a directory and from certificates, where whoever asked for one chose
/// the text: an escape sequence in it could rewrite what the administrator reads.
/// </summary>
internal static class ShownText
{
    private const char Replacement = '\uFFFD';

    internal static string Of(string text) => IsClean(text) ? text : Replace(text);

    /// <summary>Whether the text is shown as it is.</summary>
    internal static bool IsClean(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (IsHarmful(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static string Replace(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (char character in text)
        {
            shown.Append(IsHarmful(character) ? Replacement : character);
        }

        return shown.ToString();
    }

    // Controls but for the line end and the tab, which messages of ours hold; and what turns the direction of writing.
    private static bool IsHarmful(char character) =>
        character is not ('\n' or '\t')
        && (char.IsControl(character) || character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
}
