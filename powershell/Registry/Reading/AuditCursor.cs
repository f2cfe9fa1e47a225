namespace CsClientCertificate.Registry;

/// <summary>Audit entries in batches. A batch is borrowed: read it before the next.</summary>
internal sealed unsafe class AuditCursor : IDisposable
{
    private readonly CscertHandle handle;
    private NativeAuditEntry* rows;

    internal AuditCursor(CscertHandle handle)
    {
        this.handle = handle;
    }

    /// <summary>Entries in this batch; 0 at the end.</summary>
    internal int Count { get; private set; }

    internal CsCertificateException? Next()
    {
        using var call = new NativeCall(handle);
        NativeAuditEntry* batch;
        UIntPtr count;
        NativeError* error = null;
        Count = 0;
        NativeStatus status = Cscert.Functions.Audit.Next(call.Handle, &batch, &count, &error);
        if (status != NativeStatus.Ok)
        {
            return NativeFailure.Take(status, error);
        }

        rows = batch;
        Count = checked((int)count.ToUInt64());
        return null;
    }

    internal AuditEntry Read(int index) => new(rows + index);

    public void Dispose()
    {
        Count = 0;
        handle.Dispose();
    }
}
