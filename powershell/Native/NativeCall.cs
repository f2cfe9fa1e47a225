using System;

namespace CsClientCertificate.Native;

/// <summary>
/// The time of one native call: the handle cannot be freed by another thread in it, and the arguments in
/// the arena stay where they are.
/// </summary>
internal ref struct NativeCall
{
    private readonly CscertHandle handle;
    private readonly NativeArena? arguments;
    private bool referenced;

    internal NativeCall(CscertHandle handle, NativeArena? arguments = null)
    {
        this.handle = handle;
        this.arguments = arguments;
        referenced = false;
        arguments?.Reset();
        handle.DangerousAddRef(ref referenced);
        Handle = handle.DangerousGetHandle();
    }

    /// <summary>The handle's value, good until the end of the scope.</summary>
    internal IntPtr Handle { get; }

    public void Dispose()
    {
        GC.KeepAlive(arguments);
        if (referenced)
        {
            referenced = false;
            handle.DangerousRelease();
        }
    }
}
