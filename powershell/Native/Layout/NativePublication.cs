namespace CsClientCertificate.Native;

/// <summary>How much of a write is to happen, and what is to be lent of it.</summary>
[Flags]
internal enum NativeWriteFlags : uint
{
    None = 0,

    /// <summary><c>CSCERT_DRY_RUN</c>: only decide.</summary>
    DryRun = 1,

    /// <summary><c>CSCERT_RECORD_REFUSALS</c>: with a dry run, record refusals nevertheless.</summary>
    RecordRefusals = 2,

    /// <summary><c>CSCERT_LEND_CERTIFICATES</c>: lend the certificates that changed.</summary>
    LendCertificates = 4,
}

internal enum NativePublishOutcome : uint
{
    None = 0,
    Published = 1,
    AlreadyPublished = 2,

    /// <summary>Not published: it is one that was revoked, byte for byte.</summary>
    RevokedUnchanged = 3,
}

/// <summary><c>cscert_publication</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativePublication
{
    internal NativeText Der;
    internal NativeIdentity* Identity;
    internal byte* DeviceId;
    internal long PublicationTime;
}

/// <summary><c>cscert_publish_result</c>: borrowed until the next call on the registry.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativePublishResult
{
    internal NativeStatus Status;
    internal NativePublishOutcome Outcome;
    internal NativeText Message;
    internal NativeText Detail;
    internal NativeCertificate Certificate;
}
