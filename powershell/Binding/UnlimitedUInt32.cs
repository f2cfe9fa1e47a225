namespace CsClientCertificate.Binding;

/// <summary>A count of objects from 0 to 4294967295, or <c>Unlimited</c>.</summary>
public sealed class UnlimitedUInt32
{
    private const string UnlimitedText = "Unlimited";

    private readonly uint? value;

    /// <summary>A count, or the word Unlimited.</summary>
    /// <param name="value">A number, its text, or <c>Unlimited</c> in any case.</param>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public UnlimitedUInt32(object value)
    {
        object? bare = Members.Unwrap(value);
        if (bare is UnlimitedUInt32 other)
        {
            this.value = other.value;
            return;
        }

        string text = Convert.ToString(bare, CultureInfo.InvariantCulture)?.Trim() ?? string.Empty;
        if (string.Equals(text, UnlimitedText, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
        {
            throw new ArgumentException($"\"{ShownText.Of(text)}\" is not a valid number of results. Specify a whole number from 0 to {uint.MaxValue}, or {UnlimitedText}.");
        }

        this.value = number;
    }

    /// <summary>Whether there is no limit.</summary>
    public bool IsUnlimited => value is null;

    /// <summary>The limit; null if there is none.</summary>
    public uint? Value => value;

    internal ulong Limit => value ?? ulong.MaxValue;

    /// <summary>The number, or <c>Unlimited</c>.</summary>
    /// <returns>A text that is read back as the same value.</returns>
    public override string ToString() => value?.ToString(CultureInfo.InvariantCulture) ?? UnlimitedText;
}
