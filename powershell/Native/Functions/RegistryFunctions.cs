namespace CsClientCertificate.Native;

[Flags]
internal enum NativeOpenFlags : uint
{
    None = 0,
    ReadOnly = 1,
    Create = 2,

    /// <summary>An empty registry in memory where there is none: for dry runs.</summary>
    InMemoryIfMissing = 4,

    /// <summary>Create it if there is none, once it has content.</summary>
    CreateWhenFilled = 8,
}

/// <summary>How a file is written.</summary>
[Flags]
internal enum NativeFileFlags : uint
{
    None = 0,

    /// <summary>Only find out whether it may be.</summary>
    DryRun = 1,

    /// <summary>Replaces an earlier copy.</summary>
    Replace = 2,
}

/// <summary><c>cscert_registry_description</c>: borrowed until the next call on the registry.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeRegistryDescription
{
    internal NativeText Engine;
    internal NativeText Location;
    internal uint SchemaVersion;
    internal ulong UserCount;
    internal ulong CertificateCount;
    internal ulong AuditEntryCount;
    internal NativeText AuditHead;
    internal byte Checked;
    internal byte Healthy;
    internal NativeText Findings;
    internal NativeText Server;
    internal NativeText Roles;
    internal NativeText SynchronousStandbyNames;
    internal byte IsStandby;
    internal byte DataChecksums;
}

/// <summary>Open, close, interrupt, announce, describe, copy; how far that has come.</summary>
internal sealed unsafe class RegistryFunctions
{
    internal readonly delegate* unmanaged[Cdecl]<NativeText, NativeOpenFlags, NativeText, NativeText, IntPtr*, NativeError**, NativeStatus> Open;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> Close;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> Interrupt;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, ulong*, ulong*, void> Progress;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText**, UIntPtr*, NativeError**, NativeStatus> Warnings;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, byte*, NativeError**, NativeStatus> Id;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeIdentity*, UIntPtr, NativePresented*, UIntPtr, NativeError**, NativeStatus> Ask;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeError**, NativeStatus> Take;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, byte, NativeText, NativeRegistryDescription*, NativeError**, NativeStatus> Describe;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeFileFlags, NativeError**, NativeStatus> Backup;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, IntPtr, NativeError**, NativeStatus> Copy;

    internal RegistryFunctions(NativeModule module)
    {
        Open = (delegate* unmanaged[Cdecl]<NativeText, NativeOpenFlags, NativeText, NativeText, IntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_registry_open");
        Close = (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_registry_close");
        Interrupt = (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_registry_interrupt");
        Progress = (delegate* unmanaged[Cdecl]<IntPtr, ulong*, ulong*, void>)module.Symbol("cscert_registry_progress");
        Warnings = (delegate* unmanaged[Cdecl]<IntPtr, NativeText**, UIntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_registry_warnings");
        Id = (delegate* unmanaged[Cdecl]<IntPtr, byte*, NativeError**, NativeStatus>)module.Symbol("cscert_registry_id");
        Ask = (delegate* unmanaged[Cdecl]<IntPtr, NativeIdentity*, UIntPtr, NativePresented*, UIntPtr, NativeError**, NativeStatus>)module.Symbol("cscert_ask");
        Take = (delegate* unmanaged[Cdecl]<IntPtr, NativeError**, NativeStatus>)module.Symbol("cscert_take");
        Describe = (delegate* unmanaged[Cdecl]<IntPtr, byte, NativeText, NativeRegistryDescription*, NativeError**, NativeStatus>)module.Symbol("cscert_registry_describe");
        Backup = (delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeFileFlags, NativeError**, NativeStatus>)module.Symbol("cscert_registry_backup");
        Copy = (delegate* unmanaged[Cdecl]<IntPtr, IntPtr, NativeError**, NativeStatus>)module.Symbol("cscert_registry_copy");
    }
}
