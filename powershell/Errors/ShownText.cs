namespace CsClientCertificate.Errors;

/// <summary>
/// Text that is safe for a console. Names come from a directory and from certificates, whose requester chose
/// the text: an escape sequence in it could change what the administrator reads.
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

    private static string Replace(string text) =>
        new(text.Select(character => IsHarmful(character) ? Replacement : character).ToArray());

    // Controls (C0, C1), line separators (U+2028 and 2029), and the marks that turn the direction of writing (Unicode's
    // Bidi_Control): no message has lines of its own, and a name that had would make another message of what follows its end.
    private static bool IsHarmful(char character) =>
        // Nearly every character of nearly every name is one of these.
        character is not (>= ' ' and <= '~')
        && character is not '\t'
        && (char.IsControl(character)
            || character is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
}
