namespace CsClientCertificate.Native;

/// <summary><c>cscert_error</c>: what a failed call hands over, to be freed by <c>cscert_error_free</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeError
{
    internal NativeStatus Status;
    internal NativeText Message;
    internal NativeText Detail;
}
