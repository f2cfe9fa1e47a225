using System.Buffers.Binary;

namespace CsClientCertificate.Bench.Data;

/// <summary>Bytes that look random and are the same in every run (SplitMix64).</summary>
internal struct Noise
{
    private ulong _state;

    public Noise(long index, int purpose) => _state = (ulong)index * 0x9E3779B97F4A7C15 + (ulong)purpose * 0xD1B54A32D192ED03;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public void Fill(Span<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, Next());
        }

        var last = Next();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(last >> (8 * i));
        }
    }
}
