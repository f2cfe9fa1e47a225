namespace CsClientCertificate.Registry;

/// <summary>What is made of a row of a batch.</summary>
internal unsafe delegate T RowReader<T>(void* rows, int index, int count);

/// <summary>Rows in batches. A batch is borrowed: read it before the next.</summary>
internal abstract unsafe class Cursor : IDisposable
{
    private readonly CscertHandle handle;
    private readonly delegate* unmanaged[Cdecl]<IntPtr, void**, UIntPtr*, NativeError**, NativeStatus> next;
    private readonly Action? beginBatch;

    private protected Cursor(
        CscertHandle handle,
        delegate* unmanaged[Cdecl]<IntPtr, void**, UIntPtr*, NativeError**, NativeStatus> next,
        Action? beginBatch)
    {
        this.handle = handle;
        this.next = next;
        this.beginBatch = beginBatch;
    }

    /// <summary>Rows in this batch; 0 at the end.</summary>
    internal int Count { get; private set; }

    private protected void* Rows { get; private set; }

    internal CsCertificateException? Next()
    {
        using var call = new NativeCall(handle);
        void* batch;
        UIntPtr count;
        NativeError* error = null;
        CsCertificateException? failure = NativeFailure.Of(next(call.Handle, &batch, &count, &error), error);
        Count = failure is null ? checked((int)count.ToUInt64()) : 0;
        Rows = batch;
        beginBatch?.Invoke();
        return failure;
    }

    public void Dispose()
    {
        Count = 0;
        handle.Dispose();
    }
}

/// <summary>Rows, and what is made of them. The native call is in its base, which is not generic.</summary>
/// <typeparam name="T">What is made of a row.</typeparam>
internal sealed unsafe class Cursor<T> : Cursor
{
    private readonly RowReader<T> read;

    /// <param name="handle">The cursor of the native library.</param>
    /// <param name="next">The library's function that gives out the next batch.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="beginBatch">Called before the first row of a batch is read.</param>
    internal Cursor(
        CscertHandle handle,
        delegate* unmanaged[Cdecl]<IntPtr, void**, UIntPtr*, NativeError**, NativeStatus> next,
        RowReader<T> read,
        Action? beginBatch = null)
        : base(handle, next, beginBatch) => this.read = read;

    internal T Read(int index) => read(Rows, index, Count);
}
