using System.Management.Automation.Language;

namespace CsClientCertificate.Completion;

/// <summary>Quotes a text so that PowerShell reads it as one argument with this value.</summary>
internal static class QuotedWord
{
    private static string Write(string text, WordQuote quote) => quote switch
    {
        WordQuote.Double => WriteDouble(text),
        WordQuote.None when IsPlain(text) => text,
        _ => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'",
    };

    /// <summary>A text that is offered for a parameter.</summary>
    internal static CompletionResult Result(string text, WordQuote quote, string tip) =>
        new(Write(text, quote), text, CompletionResultType.ParameterValue, ShownText.Of(tip));

    /// <summary>PowerShell also accepts the typographic quotes of word processors.</summary>
    internal static WordQuote QuoteAt(char character) => character switch
    {
        '\'' or '\u2018' or '\u2019' or '\u201A' or '\u201B' => WordQuote.Single,
        '"' or '\u201C' or '\u201D' or '\u201E' => WordQuote.Double,
        _ => WordQuote.None,
    };

    // What begins with a digit may be a number, what begins with a dash a parameter, what begins with @ a splatted variable.
    private static bool IsPlain(string text)
    {
        foreach (char character in text)
        {
            if (!char.IsLetterOrDigit(character) && character is not ('.' or '_' or '-' or '@' or ':' or '\\'))
            {
                return false;
            }
        }

        return text.Length > 0 && char.IsLetter(text[0]);
    }

    private static string WriteDouble(string text)
    {
        var word = new StringBuilder("\"", text.Length + 2);
        foreach (char character in text)
        {
            if (character is '`' or '$' || QuoteAt(character) == WordQuote.Double)
            {
                word.Append('`');
            }

            word.Append(character);
        }

        return word.Append('"').ToString();
    }
}

/// <summary>What a word is quoted with.</summary>
internal enum WordQuote
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Single quotes: only the quote itself is special.</summary>
    Single,

    /// <summary>Double quotes: variables and backticks have a meaning.</summary>
    Double,
}
