namespace CsClientCertificate.Registry;

/// <summary>The certificates of a file, DER or PEM.</summary>
internal static unsafe class CertificateBundle
{
    /// <summary>Reads all of them; an invalid one is in the list as a failure.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="items">What it holds, in its order.</param>
    /// <param name="privateKeysLeftOut">How many private keys it holds; none of them is taken.</param>
    internal static CsCertificateException? Read(byte[] bytes, out IReadOnlyList<BundleItem> items, out long privateKeysLeftOut)
    {
        items = [];
        privateKeysLeftOut = 0;
        IntPtr read;
        NativeError* error = null;
        NativeStatus status;

        // An empty array has no address, and no address would mean no text at all.
        fixed (byte* start = bytes.Length == 0 ? new byte[1] : bytes)
        {
            status = Cscert.Functions.BundleRead(new NativeText(start, bytes.Length), &read, &error);
        }

        if (status != NativeStatus.Ok)
        {
            return NativeFailure.Of(status, error);
        }

        using var handle = new CscertHandle(read, Cscert.Functions.BundleFree);
        return Items(handle, out items, out privateKeysLeftOut);
    }

    private static CsCertificateException? Items(CscertHandle handle, out IReadOnlyList<BundleItem> items, out long privateKeysLeftOut)
    {
        items = [];
        using var call = new NativeCall(handle);
        NativeBundleItem* rows;
        UIntPtr count;
        ulong leftOut;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.BundleItems(call.Handle, &rows, &count, &leftOut, &error);
        privateKeysLeftOut = 0;
        if (status != NativeStatus.Ok)
        {
            return NativeFailure.Of(status, error);
        }

        privateKeysLeftOut = checked((long)leftOut);
        int length = checked((int)count.ToUInt64());
        var read = new List<BundleItem>(length);
        for (int i = 0; i < length; i++)
        {
            read.Add(new BundleItem(rows + i));
        }

        items = read;
        return null;
    }
}
