using System;
using System.Runtime.InteropServices;

namespace CsClientCertificate.Native;

/// <summary>Twenty bytes in place: a SHA-1 that needs no array of its own.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeSha1
{
    private const int Length = 20;

    private fixed byte bytes[Length];

    internal readonly byte[] ToArray()
    {
        var copy = new byte[Length];
        fixed (byte* start = bytes)
        {
            Marshal.Copy((IntPtr)start, copy, 0, Length);
        }

        return copy;
    }
}
