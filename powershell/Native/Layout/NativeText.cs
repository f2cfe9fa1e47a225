namespace CsClientCertificate.Native;

/// <summary>UTF-8 text at the border (<c>cscert_text</c>): no pointer means absent, which is not the same as empty.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct NativeText
{
    internal readonly byte* Data;
    private readonly UIntPtr length;

    internal NativeText(byte* data, int length)
    {
        Data = data;
        this.length = (UIntPtr)(uint)length;
    }

    internal bool IsAbsent => Data is null;

    internal int Length => checked((int)length.ToUInt64());

    /// <summary>The texts of an array at the border.</summary>
    internal static string[] Strings(NativeText* texts, UIntPtr count)
    {
        string[] strings = new string[checked((int)count.ToUInt64())];
        for (int i = 0; i < strings.Length; i++)
        {
            strings[i] = texts[i].ToString();
        }

        return strings;
    }

    internal byte[] ToArray() => IsAbsent ? [] : NativeBytes.Copy(Data, Length);

    /// <summary>The text, or null where it is absent.</summary>
    internal string? ToStringOrNull()
    {
        if (IsAbsent)
        {
            return null;
        }

        return Length == 0 ? string.Empty : Encoding.UTF8.GetString(Data, Length);
    }

    public override string ToString() => ToStringOrNull() ?? string.Empty;
}
