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

/// <summary>The audit log.</summary>
internal sealed unsafe class AuditFunctions
{
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeAuditQuery*, IntPtr*, NativeError**, NativeStatus> Open;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeAuditEntry**, UIntPtr*, NativeError**, NativeStatus> Next;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> Close;

    internal AuditFunctions(NativeModule module)
    {
        Open = (delegate* unmanaged[Cdecl]<IntPtr, NativeAuditQuery*, IntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_audit_open");
        Next = (delegate* unmanaged[Cdecl]<IntPtr, NativeAuditEntry**, UIntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_audit_next");
        Close = (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_audit_close");
    }
}
