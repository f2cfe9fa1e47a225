namespace CsClientCertificate.Native;

/// <summary>
/// Arguments of native calls. What is put here stays where it is until <see cref="Reset"/>, so a call may
/// take any number of texts and structures without pinning one by one; memory is kept for the next call.
/// </summary>
internal sealed unsafe class NativeArena : IDisposable
{
    private const int ChunkSize = 16 * 1024;
    private const int Alignment = 16;

    private readonly List<NativeChunk> chunks = new();
    private int current;
    private int used;

    /// <summary>Gives all of it back to be used again; pointers handed out before are void.</summary>
    internal void Reset()
    {
        // One oversized call must not keep its memory for the rest of the pipeline.
        for (int i = chunks.Count - 1; i > 0; i--)
        {
            chunks[i].Dispose();
            chunks.RemoveAt(i);
        }

        current = 0;
        used = 0;
    }

    internal NativeText Text(string? text)
    {
        if (text is null)
        {
            return default;
        }

        // Even an empty text needs an address: no address would mean absent.
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte* target = Take(most);
        int length;
        fixed (char* characters = text)
        {
            length = text.Length == 0 ? 0 : Encoding.UTF8.GetBytes(characters, text.Length, target, most);
        }

        used -= most - length;
        return new NativeText(target, length);
    }

    internal NativeText Bytes(byte[]? bytes) => bytes is null ? default : Bytes(bytes, 0, bytes.Length);

    internal NativeText Bytes(byte[] bytes, int start, int length)
    {
        byte* target = Take(Math.Max(length, 1));
        Marshal.Copy(bytes, start, (IntPtr)target, length);
        return new NativeText(target, length);
    }

    /// <summary>A GUID in the order of <see cref="System.Guid.ToByteArray"/>, or no address for none.</summary>
    internal byte* Guid(Guid? guid)
    {
        if (guid is not Guid given)
        {
            return null;
        }

        // In memory a GUID has that order already: .NET runs on little-endian machines only.
        byte* target = Take(sizeof(Guid));
        *(Guid*)target = given;
        return target;
    }

    /// <summary>Room for <paramref name="count"/> structures, all bytes zero.</summary>
    internal T* Array<T>(int count)
        where T : unmanaged
    {
        int size = checked(Math.Max(count, 1) * sizeof(T));
        byte* start = Take(size);
        for (int i = 0; i < size; i++)
        {
            start[i] = 0;
        }

        return (T*)start;
    }

    public void Dispose()
    {
        foreach (NativeChunk chunk in chunks)
        {
            chunk.Dispose();
        }

        chunks.Clear();
    }

    private byte* Take(int size)
    {
        used = (used + Alignment - 1) & -Alignment;
        if (chunks.Count == 0 || used > chunks[current].Size - size)
        {
            chunks.Add(new NativeChunk(Math.Max(size, ChunkSize)));
            current = chunks.Count - 1;
            used = 0;
        }

        byte* start = chunks[current].Start + used;
        used += size;
        return start;
    }
}
