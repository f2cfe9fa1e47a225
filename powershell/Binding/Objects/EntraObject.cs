namespace CsClientCertificate.Binding;

/// <summary>Users of Entra ID: their ObjectId is Entra's own id, and not the objectGUID of the directory.</summary>
internal static class EntraObject
{
    internal const string UserPrincipalNameProperty = "UserPrincipalName";

    // Get-MgUser, Get-AzureADUser, Get-MsolUser, Get-AzADUser.
    private static readonly string[] Namespaces =
        ["Microsoft.Graph.", "Microsoft.Open.", "Microsoft.Online.Administration.", "Microsoft.Azure."];

    /// <summary>Whether an object is one, or a table row without a type that can be nothing else.</summary>
    internal static bool Is(object value)
    {
        bool isOfDirectory = false;
        foreach (string name in PSObject.AsPSObject(value).TypeNames)
        {
            string plain = TypeNames.OfOriginal(name);
            foreach (string space in Namespaces)
            {
                if (plain.StartsWith(space, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }

            isOfDirectory |= string.Equals(plain, typeof(ADUser).FullName, StringComparison.OrdinalIgnoreCase);
        }

        return !isOfDirectory
            && ObjectGuids.Read(Members.Value(value, ObjectGuids.ObjectIdProperty)) is not null
            && ObjectGuids.IsAbsent(value, ObjectGuids.ObjectGuidProperty)
            && ObjectGuids.IsAbsent(value, ObjectGuids.GuidProperty)
            && Members.Unwrap(Members.Value(value, UserPrincipalNameProperty)) is string principal
            && !string.IsNullOrWhiteSpace(principal)
            && IdentityText.DistinguishedNameOf(value) is null;
    }
}
