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

/// <summary>Certificate files, DER or PEM.</summary>
internal sealed unsafe class BundleFunctions
{
    internal readonly delegate* unmanaged[Cdecl]<NativeText, IntPtr*, NativeError**, NativeStatus> Read;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeBundleItem**, UIntPtr*, ulong*, NativeError**, NativeStatus> Items;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> Free;

    internal BundleFunctions(NativeModule module)
    {
        Read = (delegate* unmanaged[Cdecl]<NativeText, IntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_bundle_read");
        Items = (delegate* unmanaged[Cdecl]<IntPtr, NativeBundleItem**, UIntPtr*, ulong*, NativeError**, NativeStatus>)module.Symbol("cscert_bundle_items");
        Free = (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_bundle_free");
    }
}
