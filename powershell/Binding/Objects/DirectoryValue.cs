using System.Security;
using System.Security.Cryptography.X509Certificates;

namespace CsClientCertificate.Binding;

/// <summary>Values of properties as a directory writes them.</summary>
internal static class DirectoryValue
{
    // LDAP generalized time (RFC 4517), to the tenth of a second as directories write it.
    private const string TimeFormat = "yyyyMMddHHmmss.f'Z'";

    // What directories and their modules call the times that the registry keeps.
    private static readonly HashSet<string> Times = new(StringComparer.OrdinalIgnoreCase)
    {
        "whenCreated", "whenChanged", "Created", "Modified", "createTimeStamp", "modifyTimeStamp",
    };

    /// <summary>Adds an attribute; null, an empty text and an empty collection clear it.</summary>
    internal static void Add(List<DirectoryAttribute> attributes, string name, object? value)
    {
        object? bare = Members.Unwrap(value);
        if (bare is null or DBNull or "")
        {
            attributes.Add(DirectoryAttribute.Clear(name));
        }
        else if (IsList(bare))
        {
            AddList(attributes, name, (IEnumerable)bare);
        }
        else if (Single(name, value!, bare) is DirectoryAttribute attribute)
        {
            attributes.Add(attribute);
        }
    }

    private static bool IsList(object bare) => bare is IEnumerable and not (string or byte[] or IDictionary);

    private static void AddList(List<DirectoryAttribute> attributes, string name, IEnumerable values)
    {
        bool isEmpty = true;
        foreach (object? value in values)
        {
            object? bare = Members.Unwrap(value);
            if (bare is null or "" || IsList(bare))
            {
                continue;
            }

            isEmpty = false;
            if (Single(name, value!, bare) is DirectoryAttribute attribute)
            {
                attributes.Add(attribute);
            }
        }

        if (isEmpty)
        {
            attributes.Add(DirectoryAttribute.Clear(name));
        }
    }

    // Null for what no attribute can hold: nothing is said about it then, and what is stored stays.
    private static DirectoryAttribute? Single(string name, object value, object bare) => bare switch
    {
        string text => IsNameOfCollection(text) ? null : DirectoryAttribute.Of(name, DirectoryText(name, text)),
        byte[] bytes => DirectoryAttribute.Of(name, bytes),
        bool flag => DirectoryAttribute.Of(name, flag ? "TRUE" : "FALSE"),
        DateTime time => DirectoryAttribute.Of(name, Time(time)),
        DateTimeOffset time => DirectoryAttribute.Of(name, Time(time.UtcDateTime)),
        Guid guid => DirectoryAttribute.Of(name, guid.ToString()),
        X509Certificate certificate => DirectoryAttribute.Of(name, certificate.GetRawCertData()),
        UserAccountControl control => DirectoryAttribute.Of(name, Number((int)control)),
        Enum named => DirectoryAttribute.Of(name, named.ToString()),
        IDictionary or ScriptBlock or SecureString or PSCredential => null,
        IFormattable formattable => DirectoryAttribute.Of(name, formattable.ToString(null, CultureInfo.InvariantCulture)),
        PSCustomObject => OfText(name, Members.TextOfBag(value)),
        _ => OfText(name, bare.ToString()),
    };

    private static DirectoryAttribute? OfText(string name, string? text) =>
        string.IsNullOrEmpty(text) ? null : DirectoryAttribute.Of(name, text!);

    // Export-Csv writes the type's name for a property with several values: as a value it would destroy what is stored.
    internal static bool IsNameOfCollection(string text) =>
        (text.StartsWith("System.", StringComparison.Ordinal) && text.EndsWith("[]", StringComparison.Ordinal))
        || text.StartsWith("System.Collections.", StringComparison.Ordinal)
        || text == "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection";

    // The texts of Export-Csv and others, back to the directory's.
    private static string DirectoryText(string name, string text)
    {
        if (string.Equals(name, nameof(UserAccountControl), StringComparison.OrdinalIgnoreCase)
            && Enum.TryParse(text, ignoreCase: true, out UserAccountControl control))
        {
            return Number((int)control);
        }

        return Times.Contains(name) && TimeText.Read(text) is DateTime time ? Time(time) : text;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTime time) => time.ToUniversalTime().ToString(TimeFormat, CultureInfo.InvariantCulture);
}
