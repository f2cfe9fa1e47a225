namespace CsClientCertificate.Native;

/// <summary><c>cscert_bundle_item</c>: one certificate of a file, or why it is none.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeBundleItem
{
    internal ulong Index;
    internal ulong Line;
    internal NativeStatus Status;
    internal NativeText Der;
    internal NativeText Message;
}
