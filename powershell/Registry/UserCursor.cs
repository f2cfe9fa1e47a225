using System;
using CsClientCertificate.Errors;
using CsClientCertificate.Model;
using CsClientCertificate.Native;
using Microsoft.Rtc.Management.ADConnect.Schema;

namespace CsClientCertificate.Registry;

/// <summary>Users in batches. A batch is borrowed: read it before the next.</summary>
internal sealed unsafe class UserCursor : IDisposable
{
    private readonly CscertHandle handle;
    private readonly RegistryOrigin origin;
    private NativeUser* rows;

    internal UserCursor(CscertHandle handle, RegistryOrigin origin)
    {
        this.handle = handle;
        this.origin = origin;
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
        Count = checked((int)count.ToUInt64());
        return null;
    }

    internal ADUser Read(int index) => new(rows + index, origin);

    public void Dispose()
    {
        Count = 0;
        handle.Dispose();
    }
}
