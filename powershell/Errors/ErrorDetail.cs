using System.Runtime.Serialization.Json;
using System.Xml;

namespace CsClientCertificate.Errors;

/// <summary>Reads the JSON that comes with a native error. What cannot be read is left out: an error must not fail.</summary>
internal static class ErrorDetail
{
    internal static IReadOnlyList<string> Candidates(string? detail) => Read(detail, "candidates/item");

    internal static int? Offset(string? detail) =>
        int.TryParse(Read(detail, "offset").LastOrDefault(), NumberStyles.Integer, CultureInfo.InvariantCulture, out int offset) ? offset : null;

    /// <summary>The texts of a JSON array of strings.</summary>
    internal static IReadOnlyList<string> Strings(string? array) => Read(array, "item");

    // The framework's reader shows JSON as XML: members are elements of their name, array items elements "item".
    private static List<string> Read(string? json, string wanted)
    {
        var values = new List<string>();
        if (string.IsNullOrEmpty(json))
        {
            return values;
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
                        if (string.Join("/", path.Skip(1)) == wanted)
                        {
                            values.Add(text.ToString());
                        }

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

        return values;
    }
}
