using System.Runtime.Serialization.Json;
using System.Xml;

namespace CsClientCertificate.Errors;

/// <summary>Reads the JSON that comes with a native error. What cannot be read is left out: an error must not fail.</summary>
internal static class ErrorDetail
{
    internal static IReadOnlyList<string> Candidates(string? detail)
    {
        var candidates = new List<string>();
        Read(detail, (path, value) =>
        {
            if (path == "candidates/item")
            {
                candidates.Add(value);
            }
        });
        return candidates;
    }

    internal static int? Offset(string? detail)
    {
        int? offset = null;
        Read(detail, (path, value) =>
        {
            if (path == "offset" && int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number))
            {
                offset = number;
            }
        });
        return offset;
    }

    /// <summary>The texts of a JSON array of strings.</summary>
    internal static IReadOnlyList<string> Strings(string? array)
    {
        var strings = new List<string>();
        Read(array, (path, value) =>
        {
            if (path == "item")
            {
                strings.Add(value);
            }
        });
        return strings;
    }

    // The framework's reader shows JSON as XML: members are elements of their name, array items elements "item".
    private static void Read(string? json, Action<string, string> leaf)
    {
        if (string.IsNullOrEmpty(json))
        {
            return;
        }

        try
        {
            using XmlDictionaryReader reader = JsonReaderWriterFactory.CreateJsonReader(
                Encoding.UTF8.GetBytes(json), XmlDictionaryReaderQuotas.Max);
            var path = new List<string>();
            var text = new StringBuilder();
            while (reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element:
                        path.Add(reader.LocalName);
                        text.Clear();
                        break;
                    case XmlNodeType.Text:
                        // An escape in a string ends one text node and begins another.
                        text.Append(reader.Value);
                        break;
                    case XmlNodeType.EndElement:
                        leaf(string.Join("/", path.GetRange(1, path.Count - 1)), text.ToString());
                        path.RemoveAt(path.Count - 1);
                        text.Clear();
                        break;
                    default:
                        break;
                }
            }
        }
        catch (XmlException)
        {
            // The message already says it all in words.
        }
    }
}
