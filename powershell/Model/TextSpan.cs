namespace CsClientCertificate.Model;

/// <summary>
/// Where in a copied buffer a text of a row lies. A pipeline over 100,000 users reads two or three properties of each, so strings are
/// made when somebody asks for them.
/// </summary>
internal readonly unsafe struct TextSpan(int start, int length)
{
    /// <summary>The place of a text in a copy of the stretch of borrowed memory that it lies in.</summary>
    /// <param name="text">The text, still borrowed.</param>
    /// <param name="stretch">The stretch.</param>
    /// <param name="offset">Where in the buffer its copy begins.</param>
    internal static TextSpan Of(NativeText text, NativeText stretch, int offset)
    {
        if (text.IsAbsent)
        {
            return new TextSpan(-1, 0);
        }

        long start = text.Data - stretch.Data;
        int length = text.Length;
        if (start < 0 || start > stretch.Length - length)
        {
            throw new InternalErrorException("The native library handed out a text that lies outside its row. Please report this.");
        }

        return new TextSpan(offset + (int)start, length);
    }

    /// <summary>The text, or null where it is absent.</summary>
    internal string? String(byte[] buffer) => start < 0 ? null : Encoding.UTF8.GetString(buffer, start, length);

    /// <summary>Its bytes, or null where it is absent.</summary>
    internal byte[]? Bytes(byte[] buffer)
    {
        if (start < 0)
        {
            return null;
        }

        var bytes = new byte[length];
        Buffer.BlockCopy(buffer, start, bytes, 0, length);
        return bytes;
    }

    /// <summary>The text as an argument.</summary>
    internal NativeText Argument(byte[] buffer, NativeArena arena) => start < 0 ? default : arena.Bytes(buffer, start, length);
}
