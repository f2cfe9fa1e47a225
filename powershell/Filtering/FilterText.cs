namespace CsClientCertificate.Filtering;

/// <summary>
/// A filter's text made into an expression that PowerShell's parser reads. In <c>Enabled -eq $true</c> the name would be
/// a command; it becomes <c>$_.'Enabled'</c>. What is anything but a name where a condition begins stays as it is written,
/// and what it means is left to the parser.
/// </summary>
internal sealed class FilterText
{
    /// <summary>The longest filter, in characters.</summary>
    internal const int MaxLength = 64 * 1024;

    /// <summary>How deeply parentheses may be nested; the native library allows no more.</summary>
    internal const int MaxDepth = 40;

    private const string Before = "$_.'";
    private const string After = "'";

    private readonly string written;
    private readonly StringBuilder expression = new();

    // Where something was put in, in the expression, and how many characters came in up to there.
    private readonly List<(int At, int Inserted)> insertions = new();
    private int at;
    private int depth;
    private int negations;

    internal FilterText(string written)
    {
        this.written = written;
        if (written.Length > MaxLength)
        {
            throw FilterProblem.At(0, $"it is longer than {MaxLength} characters");
        }

        Rewrite();
        Expression = expression.ToString();
    }

    /// <summary>The text for the parser.</summary>
    internal string Expression { get; }

    /// <summary>The place in the filter as it was written.</summary>
    internal int Written(int offset)
    {
        int inserted = 0;
        foreach ((int place, int count) in insertions)
        {
            if (place > offset)
            {
                break;
            }

            inserted = count;
        }

        return Math.Max(0, Math.Min(offset - inserted, written.Length));
    }

    private static bool StartsName(char c) => char.IsLetter(c) || c == '_';

    private static bool IsInName(char c) => char.IsLetterOrDigit(c) || c is '_' or '-';

    private void Rewrite()
    {
        bool conditionBegins = true;
        while (at < written.Length)
        {
            char c = written[at];
            if (char.IsWhiteSpace(c))
            {
                Take(1);
                continue;
            }

            int before = negations;
            if (conditionBegins && StartsName(c))
            {
                TakeName();
                conditionBegins = false;
            }
            else if (QuotedWord.QuoteAt(c) is not WordQuote.None and WordQuote quote)
            {
                TakeString(quote);
                conditionBegins = false;
            }
            else
            {
                conditionBegins = TakeSign(c, conditionBegins);
            }

            if (negations == before)
            {
                negations = 0;
            }
        }
    }

    /// <returns>Whether a condition begins after it.</returns>
    private bool TakeSign(char c, bool conditionBegins)
    {
        switch (c)
        {
            case '(':
                Enter();
                Take(1);
                return true;
            case ')':
                depth--;
                Take(1);
                return false;
            case '!':
                Negate();
                Take(1);
                return conditionBegins;
            case '`':
                Take(2);
                return false;
            case '#':
            case '{':
            case '}':
            case ';':
            case '&':
            case '|':
                throw FilterProblem.At(at, $"unexpected character '{c}'");
            case '$' when Next(1) == '{':
                Take(Math.Max(written.IndexOf('}', at) - at + 1, 1));
                return false;
            case '-' when StartsName(Next(1)):
                return TakeOperator(conditionBegins);
            case '@' when QuotedWord.QuoteAt(Next(1)) != WordQuote.None:
                throw FilterProblem.At(at, "a here-string is not supported in a filter; put it into a variable");
            default:
                TakeRun();
                return false;
        }
    }

    private bool TakeOperator(bool conditionBegins)
    {
        int end = at + 1;
        while (end < written.Length && char.IsLetter(written[end]))
        {
            end++;
        }

        string name = written.Substring(at + 1, end - at - 1);
        Take(end - at);
        if (Is("not"))
        {
            Negate();
            return conditionBegins;
        }

        return Is("and") || Is("or") || Is("xor");

        bool Is(string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
    }

    private void TakeName()
    {
        int end = at;
        while (end < written.Length && IsInName(written[end]))
        {
            end++;
        }

        // [type] and $variable do not begin like a name; "name(" would be a call, and is left for the parser to refuse.
        Insert(Before);
        Take(end - at);
        Insert(After);
    }

    private void TakeString(WordQuote quote)
    {
        int end = at + 1;
        while (end < written.Length && QuotedWord.QuoteAt(written[end]) != quote)
        {
            end += quote == WordQuote.Double && written[end] == '`' ? 2 : 1;
        }

        // A doubled mark is one in the string; to this loop it is the next string, directly behind, which does no harm.
        Take(Math.Min(end + 1, written.Length) - at);
    }

    // A variable, a number, a type: all up to where something else may begin.
    private void TakeRun()
    {
        int end = at + 1;
        while (end < written.Length && (char.IsLetterOrDigit(written[end]) || written[end] is '_' or '.' or ':'))
        {
            end++;
        }

        Take(end - at);
    }

    private void Enter()
    {
        if (++depth > MaxDepth)
        {
            throw FilterProblem.TooDeep(at);
        }
    }

    // -not -not -not … is nested as well.
    private void Negate()
    {
        if (++negations > MaxDepth)
        {
            throw FilterProblem.TooDeep(at);
        }
    }

    private char Next(int distance) => at + distance < written.Length ? written[at + distance] : '\0';

    private void Take(int count)
    {
        count = Math.Min(count, written.Length - at);
        expression.Append(written, at, count);
        at += count;
    }

    private void Insert(string text)
    {
        expression.Append(text);
        insertions.Add((expression.Length, (insertions.Count == 0 ? 0 : insertions[insertions.Count - 1].Inserted) + text.Length));
    }
}
