namespace CsClientCertificate.Binding;

/// <summary>Reads properties of pipeline objects: .NET objects, PSCustomObjects, objects from remoting, hashtables.</summary>
internal static class Members
{
    /// <summary>The .NET object in PowerShell's wrapping.</summary>
    internal static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>Whether it is a number of any size.</summary>
    internal static bool IsNumber(object? bare) =>
        bare is sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal;

    /// <summary>A property or entry by name, in any case; null if it is not there or cannot be read.</summary>
    internal static object? Value(object value, string name)
    {
        if (Unwrap(value) is IDictionary dictionary)
        {
            return Find(dictionary, name)?.Value;
        }

        try
        {
            return PSObject.AsPSObject(value).Properties[name]?.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }

    /// <summary>Whether the property or entry exists, whatever its value.</summary>
    internal static bool Has(object value, string name) => Unwrap(value) is IDictionary dictionary
        ? Find(dictionary, name) is not null
        : PSObject.AsPSObject(value).Properties[name] is not null;

    /// <summary>The names of all properties or entries.</summary>
    internal static IEnumerable<string> Names(object value)
    {
        if (Unwrap(value) is IDictionary dictionary)
        {
            foreach (object key in dictionary.Keys)
            {
                if (Unwrap(key) is string name)
                {
                    yield return name;
                }
            }

            yield break;
        }

        foreach (PSPropertyInfo property in PSObject.AsPSObject(value).Properties)
        {
            yield return property.Name;
        }
    }

    /// <summary>
    /// The text of a bag of properties: a copy from remoting keeps the text of what it was (an ADObjectId's, a SID's);
    /// any other has none worth the name.
    /// </summary>
    internal static string? TextOfBag(object bag) =>
        bag is PSObject { TypeNames.Count: > 0 } copy && copy.TypeNames[0].StartsWith("Deserialized.", StringComparison.Ordinal)
            ? copy.ToString()
            : null;

    /// <summary>Bytes that JSON made numbers of; null where one is no byte.</summary>
    internal static byte[]? Bytes(IList numbers)
    {
        var bytes = new byte[numbers.Count];
        for (int i = 0; i < bytes.Length; i++)
        {
            object? bare = Unwrap(numbers[i]);
            if (!IsNumber(bare) || Convert.ToDouble(bare, CultureInfo.InvariantCulture) is not (>= byte.MinValue and <= byte.MaxValue and double number))
            {
                return null;
            }

            bytes[i] = (byte)number;
        }

        return bytes;
    }

    // Not every dictionary ignores case, and asking one for a key of the wrong type may throw.
    private static DictionaryEntry? Find(IDictionary dictionary, string name)
    {
        foreach (DictionaryEntry entry in dictionary)
        {
            if (entry.Key is string key && string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                return entry;
            }
        }

        return null;
    }
}
