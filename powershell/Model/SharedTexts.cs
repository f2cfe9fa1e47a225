namespace CsClientCertificate.Model;

/// <summary>Caches the strings of borrowed texts by their addresses, for rows that share them.</summary>
internal sealed unsafe class SharedTexts
{
    // As many as the native side looks back for.
    private const int Most = 8;

    private readonly NativeText[] texts = new NativeText[Most];
    private readonly string?[] made = new string?[Most];
    private int next;

    internal void Forget() => System.Array.Clear(texts, 0, Most);

    internal string? Read(NativeText text)
    {
        if (text.IsAbsent)
        {
            return null;
        }

        for (int i = 0; i < Most; i++)
        {
            if (texts[i].Data == text.Data && texts[i].Length == text.Length)
            {
                return made[i];
            }
        }

        string? read = text.ToStringOrNull();
        texts[next] = text;
        made[next] = read;
        next = (next + 1) % Most;
        return read;
    }
}
