using System;
using System.Reflection;
using Microsoft.Rtc.Management.ADConnect.Schema;

namespace CsClientCertificate.Filtering;

/// <summary>What a filter can name on the left of an operator.</summary>
internal static class FilterProperty
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;

    internal static bool IsProperty(string name) => typeof(ADUser).GetProperty(name, Any) is not null;

    /// <summary>
    /// The type of a user's value, without its null. A name that is no property's is an imported attribute's, whose
    /// values are texts. Null for a property that has no single value.
    /// </summary>
    internal static Type? Type(string name)
    {
        PropertyInfo? property = typeof(ADUser).GetProperty(name, Any);
        if (property is null)
        {
            return typeof(string);
        }

        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type == typeof(string) || type.IsValueType ? type : null;
    }
}
