namespace CsClientCertificate.Files;

/// <summary>LDIF text from the pipeline, one or many lines at a time, collected into larger pieces for native calls.</summary>
internal sealed class LdifText : IDisposable
{
    private const int PieceSize = 256 * 1024;

    private readonly MemoryStream piece = new();

    /// <summary>Whether any text came since the last <see cref="Close"/>.</summary>
    internal bool IsOpen { get; private set; }

    internal bool IsFull => piece.Length >= PieceSize;

    internal byte[] Buffer => piece.GetBuffer();

    internal int Count => (int)piece.Length;

    internal void Append(string text)
    {
        IsOpen = true;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        piece.Write(bytes, 0, bytes.Length);

        // A line of a pipeline has lost its end; an empty one is what separates two entries.
        if (!text.EndsWith("\n", StringComparison.Ordinal))
        {
            piece.WriteByte((byte)'\n');
        }
    }

    /// <summary>The piece was handed on.</summary>
    internal void Clear() => piece.SetLength(0);

    /// <summary>The text is at its end; another may follow.</summary>
    internal void Close()
    {
        Clear();
        IsOpen = false;
    }

    public void Dispose() => piece.Dispose();
}
