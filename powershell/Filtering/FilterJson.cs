namespace CsClientCertificate.Filtering;

/// <summary>Writes the tree of <c>cscert_user_query.filter</c>.</summary>
internal sealed class FilterJson
{
    private readonly StringBuilder json = new();

    internal void Constant(bool value) => json.Append(value ? "true" : "false");

    /// <summary>An object with one member, whose value follows.</summary>
    internal void Begin(string name) => json.Append("{\"").Append(name).Append("\":");

    internal void End() => json.Append('}');

    internal void BeginList(string name)
    {
        Begin(name);
        json.Append('[');
    }

    internal void Next() => json.Append(',');

    internal void EndList() => json.Append("]}");

    /// <summary>A comparison.</summary>
    /// <param name="property">What is compared.</param>
    /// <param name="name">The operator.</param>
    /// <param name="value">The value as JSON; null for an operator without one.</param>
    /// <param name="absent">The result where the user has no such value.</param>
    /// <param name="offset">The place in the filter.</param>
    internal void Comparison(string property, string name, string? value, bool absent, int offset)
    {
        json.Append("{\"property\":").Append(Text(property)).Append(",\"operator\":\"").Append(name).Append('"');
        if (value is not null)
        {
            json.Append(",\"value\":").Append(value);
        }

        json.Append(",\"absent\":").Append(absent ? "true" : "false");
        json.Append(",\"offset\":").Append(Number(offset)).Append('}');
    }

    internal static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    internal static string Text(string text)
    {
        var quoted = new StringBuilder(text.Length + 2);
        quoted.Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '"' or '\\')
            {
                quoted.Append('\\').Append(c);
            }
            else if (c < ' ')
            {
                quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                quoted.Append(c).Append(text[++i]);
            }
            else
            {
                // Half a character is no text, and equals none.
                quoted.Append(char.IsSurrogate(c) ? '\uFFFD' : c);
            }
        }

        return quoted.Append('"').ToString();
    }

    public override string ToString() => json.ToString();
}
