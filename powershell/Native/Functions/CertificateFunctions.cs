namespace CsClientCertificate.Native;

[Flags]
internal enum NativeCertificateQueryFlags : uint
{
    None = 0,
    IncludeRevoked = 1,
    AccountDisabled = 2,
}

/// <summary><c>cscert_certificate_query</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeCertificateQuery
{
    internal NativeCertificateQueryFlags Flags;
    internal long Now;
    internal long NotAfterFrom;
    internal long NotAfterBefore;
    internal long PublishedAfter;
    internal NativeText Thumbprint;
    internal NativeText SerialNumber;
    internal byte* DeviceId;
    internal ulong Limit;
}

/// <summary>Certificates of one user; of all users by query; their bytes.</summary>
internal sealed unsafe class CertificateFunctions
{
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeIdentity*, NativeCertificate**, UIntPtr*, long*, IdentityForm*, NativeError**, NativeStatus> Of;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, long, NativeText*, NativeError**, NativeStatus> Der;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeCertificateQuery*, IntPtr*, NativeError**, NativeStatus> Open;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeCertificate**, UIntPtr*, NativeError**, NativeStatus> Next;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> Close;

    internal CertificateFunctions(NativeModule module)
    {
        Of = (delegate* unmanaged[Cdecl]<IntPtr, NativeIdentity*, NativeCertificate**, UIntPtr*, long*, IdentityForm*, NativeError**, NativeStatus>)module.Symbol("cscert_certificates_of");
        Der = (delegate* unmanaged[Cdecl]<IntPtr, long, NativeText*, NativeError**, NativeStatus>)module.Symbol("cscert_certificate_der");
        Open = (delegate* unmanaged[Cdecl]<IntPtr, NativeCertificateQuery*, IntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_certificates_open");
        Next = (delegate* unmanaged[Cdecl]<IntPtr, NativeCertificate**, UIntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_certificates_next");
        Close = (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_certificates_close");
    }
}
