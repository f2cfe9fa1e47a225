using System.Runtime.Serialization.Json;
using System.Xml;

namespace CsClientCertificate.Model;

/// <summary>
/// Reads a row's attributes: <c>{"name":["text", {"base64":"…"}], …}</c>. The framework's own reader is used, which
/// shows JSON as XML, because the module brings no other assembly along.
/// </summary>
internal static class AttributeJson
{
    private const string ArrayItem = "item";

    internal static void Read(byte[] json, IDictionary<string, object> attributes)
    {
        using XmlDictionaryReader reader = JsonReaderWriterFactory.CreateJsonReader(json, XmlDictionaryReaderQuotas.Max);
        if (!reader.Read() || reader.IsEmptyElement)
        {
            return;
        }

        reader.ReadStartElement();
        while (reader.NodeType == XmlNodeType.Element)
        {
            // A name that XML does not allow ("userCertificate;binary") stands in an attribute of that name.
            string name = reader.GetAttribute(ArrayItem) ?? reader.LocalName;
            object? value = Shape(Values(reader));
            if (value is not null)
            {
                attributes[name] = value;
            }
        }
    }

    private static List<object> Values(XmlDictionaryReader reader)
    {
        var values = new List<object>();
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return values;
        }

        reader.ReadStartElement();
        while (reader.NodeType == XmlNodeType.Element)
        {
            values.Add(reader.GetAttribute("type") == "object" ? Binary(reader) : reader.ReadElementContentAsString());
        }

        reader.ReadEndElement();
        return values;
    }

    private static byte[] Binary(XmlDictionaryReader reader)
    {
        reader.ReadStartElement();
        byte[] bytes = Convert.FromBase64String(reader.ReadElementContentAsString());
        reader.ReadEndElement();
        return bytes;
    }

    private static object? Shape(List<object> values)
    {
        if (values.Count < 2)
        {
            return values.Count == 0 ? null : values[0];
        }

        return values.All(value => value is string) ? values.Cast<string>().ToArray() : values.ToArray();
    }
}
