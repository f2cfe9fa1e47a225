namespace CsClientCertificate.Native;

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

/// <summary>One user by identity; its former namesakes; many by query.</summary>
internal sealed unsafe class UserFunctions
{
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeIdentity*, NativeUserFindFlags, NativeUser**, IdentityForm*, NativeError**, NativeStatus> Find;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, long, NativeUser**, UIntPtr*, NativeError**, NativeStatus> Former;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeUserQuery*, NativeText**, UIntPtr*, NativeError**, NativeStatus> FilterWarnings;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeUserQuery*, IntPtr*, NativeError**, NativeStatus> Open;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeUser**, UIntPtr*, NativeError**, NativeStatus> Next;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> Close;

    internal UserFunctions(NativeModule module)
    {
        Find = (delegate* unmanaged[Cdecl]<IntPtr, NativeIdentity*, NativeUserFindFlags, NativeUser**, IdentityForm*, NativeError**, NativeStatus>)module.Symbol("cscert_user_find");
        Former = (delegate* unmanaged[Cdecl]<IntPtr, long, NativeUser**, UIntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_former_users");
        FilterWarnings = (delegate* unmanaged[Cdecl]<IntPtr, NativeUserQuery*, NativeText**, UIntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_filter_warnings");
        Open = (delegate* unmanaged[Cdecl]<IntPtr, NativeUserQuery*, IntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_users_open");
        Next = (delegate* unmanaged[Cdecl]<IntPtr, NativeUser**, UIntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_users_next");
        Close = (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_users_close");
    }
}
