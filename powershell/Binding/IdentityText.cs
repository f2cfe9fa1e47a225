using System;
using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace CsClientCertificate.Binding;

/// <summary>The identity that an object from anywhere holds.</summary>
internal readonly struct IdentityText
{
    private const string ObjectGuidProperty = "ObjectGUID";

    // In this order; the first that is there and not blank.
    private static readonly string[] Properties =
        ["Identity", "DistinguishedName", ObjectGuidProperty, "SipAddress", "UserPrincipalName"];

    private IdentityText(string text, Guid? objectGuid)
    {
        Text = text;
        ObjectGuid = objectGuid;
    }

    internal string Text { get; }

    internal Guid? ObjectGuid { get; }

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
        foreach (string property in Properties)
        {
            object? found = Members.Value(value, property);
            string? text = TextOf(found);
            if (!string.IsNullOrWhiteSpace(text))
            {
                Guid? guid = property == ObjectGuidProperty ? GuidOf(found) : null;
                return new IdentityText(guid?.ToString() ?? text!, guid);
            }
        }

        throw new ArgumentException(
            $"An object of type {bare.GetType().Name} does not identify a user: it has none of the properties {string.Join(", ", Properties)}.");
    }

    // An Identity that is itself an object (Exchange's ADObjectId, or its copy from remoting) shows itself as its text.
    // A list does not: which of its elements would be meant?
    private static string? TextOf(object? value)
    {
        object? bare = Members.Unwrap(value);
        return bare switch
        {
            null => null,
            string text => text,
            byte[] { Length: 16 } => GuidOf(bare)?.ToString(),
            IEnumerable => null,
            PSCustomObject => Members.TextOfBag(value!),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value!.ToString(),
        };
    }

    private static Guid? GuidOf(object? value) => Members.Unwrap(value) switch
    {
        Guid guid => guid,
        byte[] { Length: 16 } bytes => new Guid(bytes),
        string text when Guid.TryParse(text, out Guid guid) => guid,
        _ => null,
    };
}
