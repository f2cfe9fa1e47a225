namespace CsClientCertificate.Registry;

/// <summary>Which users.</summary>
internal sealed class UserQuery
{
    internal NativeUserQueryFlags Flags { get; set; }

    /// <summary>Display name with <c>*</c>; null for all.</summary>
    internal string? DisplayNamePattern { get; set; }

    /// <summary>The tree of a PowerShell filter; null for all.</summary>
    internal string? Filter { get; set; }

    /// <summary>An LDAP filter as written; null for all.</summary>
    internal string? LdapFilter { get; set; }

    /// <summary>Distinguished name at or below which users are; null for all.</summary>
    internal string? OrganizationalUnit { get; set; }

    /// <summary>The key of the only user who may be meant; 0 for all.</summary>
    internal long UserKey { get; set; }

    internal ulong Limit { get; set; } = ulong.MaxValue;
}
