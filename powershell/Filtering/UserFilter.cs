using System;
using System.Collections.Generic;

namespace CsClientCertificate.Filtering;

/// <summary>A filter that was read.</summary>
internal sealed class UserFilter
{
    private readonly SortedSet<string> attributes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The tree that the native library takes, as JSON.</summary>
    internal string Tree { get; set; } = null!;

    /// <summary>The names in it that are no properties of a user: imported attributes, or slips of the pen.</summary>
    internal IReadOnlyCollection<string> Attributes => attributes;

    /// <summary>Notes a name that the filter has on the left of an operator.</summary>
    internal void Names(string property)
    {
        if (!FilterProperty.IsProperty(property))
        {
            attributes.Add(property);
        }
    }

    /// <summary>The tree of a filter that keeps the users who have a value of an attribute.</summary>
    internal static string Has(string attribute)
    {
        var json = new FilterJson();
        json.Comparison(attribute, "present", null, absent: false, offset: 0);
        return json.ToString();
    }
}
