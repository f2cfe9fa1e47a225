namespace CsClientCertificate.Native;

/// <summary><c>cscert_completion</c>: borrowed until the next call on the registry.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeCompletion
{
    internal NativeText Text;
    internal NativeText Name;
    internal NativeText SipAddress;
    internal NativeText RegistrarPool;
}
