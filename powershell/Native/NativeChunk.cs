using Microsoft.Win32.SafeHandles;

namespace CsClientCertificate.Native;

/// <summary>A piece of unmanaged memory that is freed even if nobody disposes it.</summary>
internal sealed unsafe class NativeChunk : SafeHandleZeroOrMinusOneIsInvalid
{
    internal NativeChunk(int size)
        : base(ownsHandle: true)
    {
        Size = size;
        SetHandle(Marshal.AllocHGlobal(size));
    }

    internal int Size { get; }

    /// <summary>Its start; good while the chunk is referenced and not disposed.</summary>
    internal byte* Start => (byte*)handle;

    protected override bool ReleaseHandle()
    {
        Marshal.FreeHGlobal(handle);
        return true;
    }
}
