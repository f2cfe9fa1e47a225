using Microsoft.Win32.SafeHandles;

namespace CsClientCertificate.Native;

/// <summary>An opaque handle of the native library, freed once, by whoever comes last.</summary>
internal sealed unsafe class CscertHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly delegate* unmanaged[Cdecl]<IntPtr, void> free;

    /// <param name="value">The handle.</param>
    /// <param name="free">The library's function that ends handles of this kind.</param>
    internal CscertHandle(IntPtr value, delegate* unmanaged[Cdecl]<IntPtr, void> free)
        : base(ownsHandle: true)
    {
        this.free = free;
        SetHandle(value);
    }

    protected override bool ReleaseHandle()
    {
        free(handle);
        return true;
    }
}
