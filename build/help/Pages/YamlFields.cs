namespace CsClientCertificate.Help.Pages;

/// <summary>The `Name: value` lines of a page's front matter and parameters, which are all the YAML there is.</summary>
internal static class YamlFields
{
    internal static IReadOnlyDictionary<string, string> Read(string page, string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            var (name, value) = line.IndexOf(':') is > 0 and var colon
                ? (line[..colon], line[(colon + 1)..].Trim())
                : throw new PageException(page, $"\"{line}\" is no `Name: value`.");
            if (!fields.TryAdd(name, value))
            {
                throw new PageException(page, $"\"{name}\" stands twice.");
            }
        }

        return fields;
    }
}
