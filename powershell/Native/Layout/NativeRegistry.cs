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
