using System.Collections.ObjectModel;

namespace CsClientCertificate.Model;

/// <summary>All of a user's attributes by their directory names: those with a property of their own, in the directory's spelling, and the others.</summary>
internal static class UserAttributes
{
    // LDAP generalized time.
    private const string TimeFormat = "yyyyMMddHHmmss'.0Z'";

    internal static ReadOnlyDictionary<string, object> Read(UserText text, ADUser user, uint optionFlags)
    {
        var attributes = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        if (text.Bytes(UserText.Field.Attributes) is { Length: > 0 } json)
        {
            AttributeJson.Read(json, attributes);
        }

        Set("distinguishedName", user.DistinguishedName);
        Set("msRTCSIP-PrimaryUserAddress", user.SipAddress);
        Set("msRTCSIP-PrimaryHomeServer", user.HomeServer);
        Set("displayName", user.DisplayName);
        Set("sAMAccountName", user.SamAccountName);
        Set("userPrincipalName", user.UserPrincipalName);
        Set("cn", user.Name);
        Set("msRTCSIP-Line", user.LineURI);
        Set("givenName", user.FirstName);
        Set("sn", user.LastName);
        Set("department", user.Department);
        Set("title", user.Title);
        Set("objectGUID", user.Guid?.ToByteArray());
        Set("whenCreated", Time(user.WhenCreated));
        Set("whenChanged", Time(user.WhenChanged));
        Set("msRTCSIP-UserEnabled", user.Enabled switch { true => "TRUE", false => "FALSE", null => null });
        Set("userAccountControl", user.UserAccountControl is UserAccountControl control ? Number((int)control) : null);
        Set("msRTCSIP-OptionFlags", user.Has(NativeUserFlags.HasOptionFlags) ? Number(optionFlags) : null);
        return new ReadOnlyDictionary<string, object>(attributes);

        void Set(string name, object? value)
        {
            if (value is not null)
            {
                attributes[name] = value;
            }
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Time(DateTime? local) =>
        local?.ToUniversalTime().ToString(TimeFormat, CultureInfo.InvariantCulture);
}
