namespace CsClientCertificate.Completion;

/// <summary>The word being completed: its value so far, and its opening quote.</summary>
/// <param name="Text">Without its quotes, and unescaped.</param>
/// <param name="Quote">The opening one.</param>
internal readonly record struct BegunWord(string Text, WordQuote Quote)
{
    private const char Escape = '`';

    /// <param name="word">As it stands on the command line; the closing quote may be missing.</param>
    internal static BegunWord Read(string? word)
    {
        if (string.IsNullOrEmpty(word))
        {
            return new BegunWord(string.Empty, WordQuote.None);
        }

        WordQuote quote = QuotedWord.QuoteAt(word![0]);
        int start = quote == WordQuote.None ? 0 : 1;
        var text = new StringBuilder(word.Length);
        for (int i = start; i < word.Length; i++)
        {
            if (quote != WordQuote.None && QuotedWord.QuoteAt(word[i]) == quote)
            {
                // Doubled it stands for itself; alone it closes the word.
                if (i + 1 == word.Length || QuotedWord.QuoteAt(word[i + 1]) != quote)
                {
                    break;
                }

                i++;
            }
            else if (quote != WordQuote.Single && word[i] == Escape && i + 1 < word.Length)
            {
                i++;
            }

            text.Append(word[i]);
        }

        return new BegunWord(text.ToString(), quote);
    }
}
