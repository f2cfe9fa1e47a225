namespace CsClientCertificate.Native;

/// <summary>Copies fixed-size fields out of borrowed rows.</summary>
internal static unsafe class NativeBytes
{
    internal static byte[] Copy(byte* start, int length)
    {
        var bytes = new byte[length];
        Marshal.Copy((IntPtr)start, bytes, 0, length);
        return bytes;
    }

    /// <summary>A GUID in the order of <see cref="Guid.ToByteArray"/>, which it has in memory too: .NET runs on little-endian machines only.</summary>
    internal static Guid Guid(byte* start) => *(Guid*)start;
}
