using System.Reflection;

namespace CsClientCertificate.Filtering;

/// <summary>The properties that a filter can have on the left of an operator.</summary>
internal static class FilterProperty
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;

    /// <summary>
    /// The type of a user's value, without its null. A name that is no property's is an imported attribute's, or unknown, which the
    /// native library says; its values are texts. So are those of a property that holds several, of which each is compared. Null for
    /// a property that has no values to compare.
    /// </summary>
    internal static Type? Type(string name)
    {
        PropertyInfo? property = typeof(ADUser).GetProperty(name, Any);
        if (property is null)
        {
            return typeof(string);
        }

        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == typeof(string[]) || property.Name == nameof(ADUser.Identity))
        {
            return typeof(string);
        }

        return type == typeof(string) || type.IsValueType ? type : null;
    }
}
