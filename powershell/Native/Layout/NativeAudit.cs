namespace CsClientCertificate.Native;

/// <summary><c>cscert_audit_query</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeAuditQuery
{
    internal NativeIdentity* Identity;
    internal NativeText Action;
    internal long After;
    internal long Before;
    internal ulong Limit;
    internal long AfterSequence;
}

/// <summary><c>cscert_audit_entry</c>: borrowed until the next call on the same cursor.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeAuditEntry
{
    internal const int HashLength = 32;

    internal long Sequence;
    internal long Time;
    internal long UserKey;
    internal ulong Certificates;
    internal fixed byte PreviousHash[HashLength];
    internal fixed byte Hash[HashLength];
    internal NativeText OperatingSystemUser;
    internal NativeText Host;
    internal NativeText Process;
    internal NativeText Command;
    internal NativeText Action;
    internal NativeText Outcome;
    internal NativeText Reason;
    internal NativeText UserName;
    internal NativeText Detail;
    internal NativeText Account;
    internal NativeText LoginUser;
    internal NativeText RemoteCaller;
}
