namespace CsClientCertificate.Native;

/// <summary><c>cscert_check</c>; the certificate is null where the registry does not know it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeCheck
{
    internal uint Result;
    internal byte AccountDisabled;
    internal byte UserGone;
    internal NativeCertificate* Certificate;
}

/// <summary><c>cscert_presented</c>; one of the two is there.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativePresented
{
    internal NativeText Der;
    internal NativeText Thumbprint;
}
