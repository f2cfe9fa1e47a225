using System.Xml;

namespace CsClientCertificate.Binding;

/// <summary>The identity that an object from anywhere holds.</summary>
/// <param name="Text">The identity.</param>
/// <param name="Property">The source; null for text.</param>
/// <param name="ObjectGuid">It alone decides; the text is used for a user stored without one, and in messages.</param>
internal readonly record struct IdentityText(string Text, string? Property, Guid? ObjectGuid = null)
{
    private const string IdentityProperty = "Identity";
    private const string DistinguishedNameProperty = "DistinguishedName";
    private const string AccountProperty = "SamAccountName";

    // In this order; the first that is there and not blank.
    private static readonly string[] Properties =
        [IdentityProperty, DistinguishedNameProperty, "SipAddress", EntraObject.UserPrincipalNameProperty];

    /// <summary>Whether the text is a logon name without a domain, and nothing else.</summary>
    internal bool IsAccountName => Property == AccountProperty;

    internal static IdentityText Of(object? value)
    {
        object? bare = Members.Unwrap(value);
        switch (bare)
        {
            case null:
                throw new ArgumentException("The identity of a user is missing: it is null.");
            case string text:
                return new IdentityText(NotBlank(text), null);
            case IFormattable number when Members.IsNumber(bare):
                return new IdentityText(number.ToString(null, CultureInfo.InvariantCulture), null);
            default:
                return OfProperties(value!, bare);
        }
    }

    internal static string NotBlank(string? text) =>
        string.IsNullOrWhiteSpace(text)
            ? throw new ArgumentException("The identity of a user is missing: it is empty.")
            : text!;

    private static IdentityText OfProperties(object value, object bare)
    {
        if (EntraObject.Is(value))
        {
            return Found(value, EntraObject.UserPrincipalNameProperty) ?? First(value) ?? throw NoIdentity(value, bare);
        }

        if (ObjectGuids.Of(value) is Guid guid)
        {
            return new IdentityText(DistinguishedNameOf(value) ?? guid.ToString(), ObjectGuids.ObjectGuidProperty, guid);
        }

        return First(value) ?? Found(value, AccountProperty) ?? throw NoIdentity(value, bare);
    }

    /// <summary>The distinguished name of an object, from the property with that name or from its identity.</summary>
    internal static string? DistinguishedNameOf(object value)
    {
        if (Found(value, DistinguishedNameProperty) is IdentityText name)
        {
            return name.Text;
        }

        return Found(value, IdentityProperty) is IdentityText identity && identity.Text.IndexOf('=') > 0 ? identity.Text : null;
    }

    private static IdentityText? First(object value)
    {
        foreach (string property in Properties)
        {
            if (Found(value, property) is IdentityText found)
            {
                return found;
            }
        }

        return null;
    }

    private static IdentityText? Found(object value, string property)
    {
        string? text = TextOf(Members.Value(value, property));
        return string.IsNullOrWhiteSpace(text) ? null : new IdentityText(text!, property);
    }

    private static ArgumentException NoIdentity(object value, object bare) => bare is IEnumerable and not (IDictionary or XmlNode)
        ? new SeveralIdentitiesException()
        : new ArgumentException(
            $"An object of type {bare.GetType().Name} does not identify a user: it has none of the properties {string.Join(", ", Properties)}, {ObjectGuids.ObjectGuidProperty}, {AccountProperty}.");

    // An Identity that is itself an object (Exchange's ADObjectId, or its copy from remoting) shows itself as its text.
    // A list does not: which of its elements would be meant?
    private static string? TextOf(object? value)
    {
        object? bare = Members.Unwrap(value);
        return bare switch
        {
            null => null,
            string text => text,
            IEnumerable => null,
            PSCustomObject => Members.TextOfBag(value!),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value!.ToString(),
        };
    }
}

/// <summary>An object that cannot be used as an identity. Its message says what to do, so it must be shown.</summary>
internal class UnreadableIdentityException(string message) : ArgumentException(message);

/// <summary>A list where one identity is expected.</summary>
internal sealed class SeveralIdentitiesException()
    : UnreadableIdentityException("-Identity is one value, and this is a list of values. Pipe its elements one by one (Get-Content without -ReadCount; for a list in a variable, $list | ForEach-Object { $_ }).");
