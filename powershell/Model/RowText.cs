using System;
using System.Text;
using CsClientCertificate.Errors;
using CsClientCertificate.Native;

namespace CsClientCertificate.Model;

/// <summary>
/// The texts of a row, copied out of the native buffer in one piece. A pipeline over 100,000 users reads two
/// or three properties of each, so strings are made when somebody asks for them.
/// </summary>
internal readonly unsafe struct RowText
{
    private readonly byte[] buffer;
    private readonly byte* borrowedStart;

    /// <param name="borrowed">The row's buffer, borrowed.</param>
    internal RowText(NativeText borrowed)
    {
        buffer = borrowed.IsAbsent ? [] : borrowed.ToArray();
        borrowedStart = borrowed.Data;
    }

    /// <summary>The place of a text of the same row. Only while the row is still borrowed.</summary>
    internal TextSpan Locate(NativeText text)
    {
        if (text.IsAbsent)
        {
            return TextSpan.Absent;
        }

        long start = text.Data - borrowedStart;
        if (start < 0 || start > buffer.Length - text.Length)
        {
            throw new InternalErrorException("The native library handed out a text that lies outside its row. Please report this.");
        }

        return new TextSpan((int)start, text.Length);
    }

    internal string? String(TextSpan span) =>
        span.IsAbsent ? null : Encoding.UTF8.GetString(buffer, span.Start, span.Length);

    internal byte[]? Bytes(TextSpan span)
    {
        if (span.IsAbsent)
        {
            return null;
        }

        var bytes = new byte[span.Length];
        Buffer.BlockCopy(buffer, span.Start, bytes, 0, span.Length);
        return bytes;
    }
}
