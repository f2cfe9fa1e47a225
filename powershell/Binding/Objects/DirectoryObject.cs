namespace CsClientCertificate.Binding;

/// <summary>
/// The attributes of a directory object, whoever made it: Get-ADUser, PSOpenAD, Import-Csv, a hashtable,
/// DirectoryServices, or a copy of any from remoting. Names are handed on as they are.
/// </summary>
internal static class DirectoryObject
{
    private const string Pool = nameof(ADUser.RegistrarPool);
    private const string AllAttributes = nameof(ADUser.Attributes);
    private const string ObjectGuid = "objectGUID";

    /// <param name="input">The object.</param>
    /// <param name="stopIfAsked">Called now and then: there are objects with very many properties.</param>
    internal static List<DirectoryAttribute> Attributes(PSObject input, Action stopIfAsked)
    {
        var attributes = new AttributeList(stopIfAsked);
        switch (input.BaseObject)
        {
            case IDictionary dictionary:
                AddEntries(attributes, dictionary);
                break;
            case ADUser user:
                AddEntries(attributes, (IDictionary)user.Attributes);
                AddPool(attributes, user.RegistrarPool);
                break;
            default:
                AddMembers(attributes, input);
                break;
        }

        return attributes.Found;
    }

    private static void AddMembers(AttributeList attributes, PSObject input)
    {
        // DirectoryServices keeps attributes in Properties, DirectoryServices.Protocols (and ADUser's copies) in Attributes.
        if (Dictionary(input, "Properties") is IDictionary properties)
        {
            AddEntries(attributes, properties);
            return;
        }

        if (Dictionary(input, AllAttributes) is IDictionary entries)
        {
            AddEntries(attributes, entries);
            AddPool(attributes, Members.Value(input, Pool));
            if (!entries.Contains("distinguishedName"))
            {
                Add(attributes, "distinguishedName", Members.Value(input, "DistinguishedName"));
            }

            return;
        }

        foreach (PSPropertyInfo property in input.Properties)
        {
            object? value;
            try
            {
                value = property.Value;
            }
            catch (GetValueException)
            {
                // A property that fails says nothing about the attribute: what is stored stays.
                continue;
            }

            Add(attributes, property.Name, value);
        }

        AddBag(attributes, Members.Value(input, AllAttributes));
    }

    /// <summary>
    /// What ConvertFrom-Json makes of an ADUser's attributes: a bag, whose bytes are arrays of numbers. ConvertTo-Json -Depth cuts
    /// arrays down to texts; the objectGUID, which is bytes, tells.
    /// </summary>
    private static void AddBag(AttributeList attributes, object? bag)
    {
        if (bag is not PSObject { BaseObject: PSCustomObject } copy || JsonBytes(copy.Properties[ObjectGuid]?.Value) is null)
        {
            return;
        }

        foreach (PSPropertyInfo property in copy.Properties)
        {
            object? bytes = JsonBytes(property.Value);
            if (bytes is null && Members.Unwrap(property.Value) is object[] values)
            {
                bytes = Array.ConvertAll(values, value => JsonBytes(value) ?? value);
            }

            Add(attributes, property.Name, bytes ?? property.Value);
        }
    }

    private static byte[]? JsonBytes(object? value) =>
        Members.Unwrap(value) is object[] { Length: > 0 } numbers ? Members.Bytes(numbers) : null;

    // The attributes hold the home server; what its pool is called stands elsewhere in the directory.
    private static void AddPool(AttributeList attributes, object? pool)
    {
        if (Members.Unwrap(pool) is string { Length: > 0 } name)
        {
            Add(attributes, Pool, name);
        }
    }

    private static IDictionary? Dictionary(PSObject input, string property) =>
        Members.Unwrap(Members.Value(input, property)) as IDictionary;

    private static void AddEntries(AttributeList attributes, IDictionary entries)
    {
        foreach (DictionaryEntry entry in entries)
        {
            if (entry.Key is string name)
            {
                Add(attributes, name, entry.Value);
            }
        }
    }

    private static void Add(AttributeList attributes, string name, object? value)
    {
        attributes.Proceed();
        DirectoryValue.Add(attributes.Found, name, value);
    }

    private sealed class AttributeList(Action stopIfAsked)
    {
        // A property takes microseconds.
        private const int PropertiesBetween = 1024;

        private int count;

        internal List<DirectoryAttribute> Found { get; } = new();

        internal void Proceed()
        {
            count++;
            if (count % PropertiesBetween == 0)
            {
                stopIfAsked();
            }
        }
    }
}
