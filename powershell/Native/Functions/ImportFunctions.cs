namespace CsClientCertificate.Native;

[Flags]
internal enum NativeImportFlags : uint
{
    None = 0,
    Prune = 1,
}

internal enum NativeSeverity : uint
{
    Verbose = 0,
    Warning = 1,
    Error = 2,
}

/// <summary><c>cscert_attribute</c>: an absent value clears the attribute.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeAttribute
{
    internal NativeText Name;
    internal NativeText Value;
}

/// <summary><c>cscert_netbios_name</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeNetBiosName
{
    internal NativeText DnsDomain;
    internal NativeText NetBiosName;
}

/// <summary><c>cscert_import_notice</c>: borrowed until the next call on the import.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeImportNotice
{
    internal NativeSeverity Severity;
    internal NativeStatus Status;
    internal ulong Position;
    internal NativeText Source;
    internal NativeText Message;
}

/// <summary><c>cscert_import_summary</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeImportSummary
{
    internal byte Finished;
    internal ulong Processed;
    internal ulong Total;
    internal ulong Added;
    internal ulong Updated;
    internal ulong Unchanged;
    internal ulong Removed;
    internal ulong Rejected;
    internal ulong IgnoredEntries;
    internal ulong CertificatesPublished;
    internal ulong CertificatesSkipped;
}

/// <summary>Import: staged piece by piece, applied step by step, all or nothing.</summary>
internal sealed unsafe class ImportFunctions
{
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeImportFlags, NativeNetBiosName*, UIntPtr, IntPtr*, NativeError**, NativeStatus> Begin;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeError**, NativeStatus> LimitPrune;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeText, byte, NativeError**, NativeStatus> Ldif;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, ulong, NativeAttribute*, UIntPtr, NativeError**, NativeStatus> Object;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeError**, NativeStatus> Unreadable;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeImportNotice**, UIntPtr*, NativeError**, NativeStatus> Notices;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeWriteFlags, ulong, NativeImportSummary*, NativeError**, NativeStatus> Apply;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> Free;

    internal ImportFunctions(NativeModule module)
    {
        Begin = (delegate* unmanaged[Cdecl]<IntPtr, NativeImportFlags, NativeNetBiosName*, UIntPtr, IntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_import_begin");
        LimitPrune = (delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeError**, NativeStatus>)module.Symbol("cscert_import_limit_prune");
        Ldif = (delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeText, byte, NativeError**, NativeStatus>)module.Symbol("cscert_import_ldif");
        Object = (delegate* unmanaged[Cdecl]<IntPtr, NativeText, ulong, NativeAttribute*, UIntPtr, NativeError**, NativeStatus>)module.Symbol("cscert_import_object");
        Unreadable = (delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeError**, NativeStatus>)module.Symbol("cscert_import_unreadable");
        Notices = (delegate* unmanaged[Cdecl]<IntPtr, NativeImportNotice**, UIntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_import_notices");
        Apply = (delegate* unmanaged[Cdecl]<IntPtr, NativeWriteFlags, ulong, NativeImportSummary*, NativeError**, NativeStatus>)module.Symbol("cscert_import_apply");
        Free = (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_import_free");
    }
}
