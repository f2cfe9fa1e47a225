namespace CsClientCertificate.Registry;

/// <summary>Certificates in batches. A batch is borrowed: read it before the next.</summary>
internal sealed unsafe class CertificateCursor : IDisposable
{
    private readonly CscertHandle handle;
    private readonly CertificateRows reader;

    internal CertificateCursor(CscertHandle handle, RegistryOrigin origin)
    {
        this.handle = handle;
        reader = new CertificateRows(origin);
    }

    /// <summary>The batch; empty at the end.</summary>
    internal CertificateBatch Batch { get; private set; }

    internal CsCertificateException? Next()
    {
        using var call = new NativeCall(handle);
        NativeCertificate* rows;
        UIntPtr count;
        NativeError* error = null;
        Batch = default;
        NativeStatus status = Cscert.Functions.Certificates.Next(call.Handle, &rows, &count, &error);
        if (status != NativeStatus.Ok)
        {
            return NativeFailure.Take(status, error);
        }

        Batch = new CertificateBatch(rows, checked((int)count.ToUInt64()), reader);
        return null;
    }

    public void Dispose()
    {
        Batch = default;
        handle.Dispose();
    }
}
