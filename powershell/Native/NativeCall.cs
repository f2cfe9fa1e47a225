namespace CsClientCertificate.Native;

/// <summary>
/// The time of one native call: the handle cannot be freed by another thread in it, and the arguments in
/// the arena stay where they are. Whoever brings an arena has the calls that share it for the time to himself:
/// a handle is used by one thread at a time.
/// </summary>
internal ref struct NativeCall
{
    private readonly CscertHandle handle;
    private readonly NativeArena? arguments;
    private bool referenced;
    private bool entered;

    internal NativeCall(CscertHandle handle, NativeArena? arguments = null)
    {
        this.handle = handle;
        this.arguments = arguments;
        referenced = false;
        entered = false;
        handle.DangerousAddRef(ref referenced);
        Handle = handle.DangerousGetHandle();
        if (arguments is not null)
        {
            Monitor.Enter(arguments, ref entered);
            arguments.Reset();
        }
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

        if (entered)
        {
            entered = false;
            Monitor.Exit(arguments!);
        }
    }
}
