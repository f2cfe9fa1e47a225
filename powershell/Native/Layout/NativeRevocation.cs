namespace CsClientCertificate.Native;

/// <summary><c>cscert_revocation</c>: certificate key 0 means all of the user's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeRevocation
{
    internal long UserKey;
    internal long CertificateKey;
    internal uint Reason;
    internal NativeText ReasonText;
}

/// <summary><c>cscert_revoke_result</c>: borrowed until the next call on the registry.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeRevokeResult
{
    internal NativeStatus Status;
    internal uint Changed;
    internal NativeText Message;
    internal NativeCertificate* Certificates;
    internal UIntPtr CertificateCount;
    internal NativeRefusal* Refusals;
    internal UIntPtr RefusalCount;
}

/// <summary><c>cscert_refusal</c>: a certificate that cannot be taken off hold.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeRefusal
{
    internal NativeStatus Status;
    internal NativeText Message;
}
