using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using CsClientCertificate.Registry;
using Microsoft.Rtc.Management.ADConnect.Schema;

namespace CsClientCertificate.Binding;

/// <summary>
/// The attributes of a directory object, whoever made it: Get-ADUser, PSOpenAD, Import-Csv, a hashtable,
/// DirectoryServices, or a copy of any from remoting. Names are handed on as they are.
/// </summary>
internal static class DirectoryObject
{
    // What modules and remoting put beside the attributes.
    private static readonly HashSet<string> NotAttributes = new(StringComparer.OrdinalIgnoreCase)
    {
        "PropertyNames", "PropertyCount", "AddedProperties", "RemovedProperties", "ModifiedProperties",
        "RunspaceId", "PSComputerName", "PSShowComputerName", "PSSourceJobInstanceId",
        "PSPath", "PSParentPath", "PSChildName", "PSDrive", "PSProvider", "PSIsContainer",
        "adspath", "nTSecurityDescriptor",
    };

    internal static List<DirectoryAttribute> Attributes(PSObject input)
    {
        var attributes = new List<DirectoryAttribute>();
        switch (input.BaseObject)
        {
            case IDictionary dictionary:
                AddEntries(attributes, dictionary);
                break;
            case ADUser user:
                AddEntries(attributes, (IDictionary)user.Attributes);
                break;
            default:
                AddMembers(attributes, input);
                break;
        }

        return attributes;
    }

    private static void AddMembers(List<DirectoryAttribute> attributes, PSObject input)
    {
        // DirectoryServices keeps attributes in Properties, DirectoryServices.Protocols (and ADUser's copies) in Attributes.
        if (Dictionary(input, "Properties") is IDictionary properties)
        {
            AddEntries(attributes, properties);
            return;
        }

        if (Dictionary(input, "Attributes") is IDictionary entries)
        {
            AddEntries(attributes, entries);
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
    }

    private static IDictionary? Dictionary(PSObject input, string property) =>
        Members.Unwrap(Members.Value(input, property)) as IDictionary;

    private static void AddEntries(List<DirectoryAttribute> attributes, IDictionary entries)
    {
        foreach (DictionaryEntry entry in entries)
        {
            if (entry.Key is string name)
            {
                Add(attributes, name, entry.Value);
            }
        }
    }

    private static void Add(List<DirectoryAttribute> attributes, string name, object? value)
    {
        if (!NotAttributes.Contains(name))
        {
            DirectoryValue.Add(attributes, name, value);
        }
    }
}
