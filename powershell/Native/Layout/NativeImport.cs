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
