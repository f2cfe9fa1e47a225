using System;
using System.Runtime.InteropServices;

namespace CsClientCertificate.Model;

/// <summary>Copies fixed-size fields out of borrowed rows.</summary>
internal static unsafe class NativeBytes
{
    internal static byte[] Copy(byte* start, int length)
    {
        var bytes = new byte[length];
        Marshal.Copy((IntPtr)start, bytes, 0, length);
        return bytes;
    }

    /// <summary>A GUID in the order of <see cref="Guid.ToByteArray"/>, read without an array in between.</summary>
    internal static Guid Guid(byte* start) => new(
        start[0] | (start[1] << 8) | (start[2] << 16) | (start[3] << 24),
        (short)(start[4] | (start[5] << 8)),
        (short)(start[6] | (start[7] << 8)),
        start[8], start[9], start[10], start[11], start[12], start[13], start[14], start[15]);
}
