using CsClientCertificate.Native;

namespace CsClientCertificate.Model;

/// <summary>Remembers the string made of a borrowed text, by its address, for the rows that share it.</summary>
internal sealed unsafe class SharedText
{
    private byte* address;
    private int length;
    private string? made;

    internal void Forget() => address = null;

    internal string? Read(NativeText text)
    {
        if (text.IsAbsent)
        {
            return null;
        }

        if (text.Data != address || text.Length != length)
        {
            made = text.ToStringOrNull();
            address = text.Data;
            length = text.Length;
        }

        return made;
    }
}
