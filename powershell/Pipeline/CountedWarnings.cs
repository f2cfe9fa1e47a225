namespace CsClientCertificate.Pipeline;

/// <summary>Warnings of which only the first of a kind are given one by one: nobody reads a thousand that say the same.</summary>
internal sealed class CountedWarnings
{
    // As many as of an import's errors.
    private const int Given = 20;

    private readonly List<string> kinds = [];
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);

    /// <summary>Counts one; returns whether it is to be given.</summary>
    /// <param name="kind">What such warnings are about, for the message at the end.</param>
    internal bool Add(string kind)
    {
        if (!counts.TryGetValue(kind, out long count))
        {
            kinds.Add(kind);
        }

        counts[kind] = ++count;
        return count <= Given;
    }

    /// <summary>How many were not given, a message for each kind.</summary>
    internal IEnumerable<string> Rest()
    {
        foreach (string kind in kinds)
        {
            long more = counts[kind] - Given;
            if (more > 0)
            {
                yield return $"{more.ToString(CultureInfo.InvariantCulture)} more like this, which are not listed: {kind}.";
            }
        }
    }
}
