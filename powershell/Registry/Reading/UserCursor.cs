namespace CsClientCertificate.Registry;

/// <summary>Users in batches. A batch is borrowed: read it before the next.</summary>
internal sealed unsafe class UserCursor : IDisposable
{
    private readonly CscertHandle handle;
    private readonly UserRows reader;
    private NativeUser* rows;

    internal UserCursor(CscertHandle handle, RegistryOrigin origin)
    {
        this.handle = handle;
        reader = new UserRows(origin);
    }

    /// <summary>Rows in this batch; 0 at the end.</summary>
    internal int Count { get; private set; }

    internal CsCertificateException? Next()
    {
        using var call = new NativeCall(handle);
        NativeUser* batch;
        UIntPtr count;
        NativeError* error = null;
        Count = 0;
        NativeStatus status = Cscert.Functions.Users.Next(call.Handle, &batch, &count, &error);
        if (status != NativeStatus.Ok)
        {
            return NativeFailure.Take(status, error);
        }

        rows = batch;
        reader.BeginBatch();
        Count = checked((int)count.ToUInt64());
        return null;
    }

    internal ADUser Read(int index) => reader.Read(rows + index);

    public void Dispose()
    {
        Count = 0;
        handle.Dispose();
    }
}
