namespace CsClientCertificate.Native;

[Flags]
internal enum NativeUserFlags : uint
{
    None = 0,
    HasObjectGuid = 1,
    HasEnabled = 2,
    Enabled = 4,
    HasUserAccountControl = 8,
    HasOptionFlags = 16,
    Gone = 32,
}

/// <summary><c>cscert_user</c>: a borrowed row; its texts lie in the stretch <see cref="Text"/>, but for the home server's two, which rows share.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeUser
{
    internal long UserKey;
    internal fixed byte ObjectGuid[16];
    internal NativeUserFlags Flags;
    internal uint UserAccountControl;
    internal uint OptionFlags;
    internal long WhenCreated;
    internal long WhenChanged;
    internal long GoneSince;
    internal NativeText Text;
    internal NativeText DistinguishedName;
    internal NativeText SipAddress;
    internal NativeText RegistrarPool;
    internal NativeText HomeServer;
    internal NativeText DisplayName;
    internal NativeText SamAccountName;
    internal NativeText UserPrincipalName;
    internal NativeText CommonName;
    internal NativeText LineUri;
    internal NativeText GivenName;
    internal NativeText Surname;
    internal NativeText Department;
    internal NativeText Title;
    internal NativeText Attributes;
}

[Flags]
internal enum NativeUserQueryFlags : uint
{
    None = 0,
    Unassigned = 1,
    OnModernServer = 2,
    OnOfficeCommunicationsServer = 4,
}

/// <summary>Which users a search by identity can find.</summary>
[Flags]
internal enum NativeUserFindFlags : uint
{
    /// <summary>Any user, also one without a SIP address or one that left the directory.</summary>
    AnyUser = 0,

    /// <summary>Only users that Get-CsUser lists.</summary>
    ListedUsers = 1,

    /// <summary>Only what identifies the user.</summary>
    IdentityOnly = 2,
}

/// <summary><c>cscert_user_query</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeUserQuery
{
    internal NativeUserQueryFlags Flags;
    internal NativeText DisplayNamePattern;
    internal NativeText Filter;
    internal NativeText LdapFilter;
    internal NativeText OrganizationalUnit;
    internal ulong Limit;
    internal long UserKey;
}
