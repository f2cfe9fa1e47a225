namespace CsClientCertificate.Files;

/// <summary>Reads a directory export in pieces: exports can have gigabytes, and Ctrl+C works between two pieces.</summary>
internal sealed class LdifFile : IDisposable
{
    private const int PieceSize = 1024 * 1024;

    private readonly FileStream stream;

    private LdifFile(FileStream stream)
    {
        this.stream = stream;
    }

    internal byte[] Buffer { get; } = new byte[PieceSize];

    /// <summary>Bytes in the buffer; 0 at the end.</summary>
    internal int Count { get; private set; }

    internal long Position { get; private set; }

    internal long Length => stream.CanSeek ? stream.Length : 0;

    internal static LdifFile Open(string path)
    {
        try
        {
            return new LdifFile(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, failure);
        }
    }

    internal void Read()
    {
        try
        {
            Count = stream.Read(Buffer, 0, Buffer.Length);
            Position += Count;
        }
        catch (IOException failure)
        {
            throw Unreadable(stream.Name, failure);
        }
    }

    public void Dispose() => stream.Dispose();

    private static InputException Unreadable(string path, Exception failure) =>
        new(ErrorKind.InvalidDirectoryEntry, $"{path}: the file cannot be read: {failure.Message}", failure);
}
