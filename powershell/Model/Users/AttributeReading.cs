namespace CsClientCertificate.Model;

/// <summary>What properties make of an imported attribute, as the native library's filters read it.</summary>
internal readonly struct AttributeReading(IReadOnlyDictionary<string, object> attributes, string name)
{
    private readonly object? value = attributes.TryGetValue(name, out object? found) ? found : null;

    /// <summary>All values that are texts; null where the user has none.</summary>
    internal string[]? Texts => value switch
    {
        string one => [one],
        string[] several => several,
        object[] several when several.OfType<string>().ToArray() is { Length: > 0 } texts => texts,
        _ => null,
    };

    /// <summary>The first of them.</summary>
    internal string? Text => value as string ?? Texts?[0];

    internal bool? Boolean => Text is string text ? Read(text) : null;

    internal Guid? Guid => System.Guid.TryParse(Text, out Guid guid) ? guid : null;

    /// <summary>Lync's own setting, else that of Exchange.</summary>
    internal bool? HostedVoiceMail => Setting("CsHostedVoiceMail") ?? Setting("ExchangeHostedVoiceMail");

    internal bool? Bit(long bit) =>
        long.TryParse(Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long number)
            ? (number & bit) != 0
            : null;

    private static bool? Read(string text) => text.Trim() switch
    {
        "1" => true,
        "0" => false,
        string word => bool.TryParse(word, out bool read) ? read : null,
    };

    private bool? Setting(string name)
    {
        foreach (string setting in (Texts ?? []).SelectMany(text => text.Split(';')))
        {
            int equals = setting.IndexOf('=');
            if (equals > 0
                && string.Equals(setting.Substring(0, equals).Trim(), name, StringComparison.OrdinalIgnoreCase)
                && Read(setting.Substring(equals + 1)) is bool read)
            {
                return read;
            }
        }

        return null;
    }
}
