namespace CsClientCertificate.Registry;

/// <summary>A certificate in a file, or why it cannot be read.</summary>
internal sealed unsafe class BundleItem
{
    internal BundleItem(NativeBundleItem* borrowed)
    {
        Index = checked((long)borrowed->Index);
        Line = checked((long)borrowed->Line);
        if (borrowed->Status == NativeStatus.Ok)
        {
            Certificate = borrowed->Der.ToArray();
        }
        else
        {
            Failure = NativeFailure.From(borrowed->Status, borrowed->Message.ToStringOrNull(), null);
        }
    }

    /// <summary>From 1.</summary>
    internal long Index { get; }

    /// <summary>From 1; 0 where the file has no lines.</summary>
    internal long Line { get; }

    /// <summary>DER; there unless it failed.</summary>
    internal byte[]? Certificate { get; }

    internal CsCertificateException? Failure { get; }

    /// <summary>Whether the file contains nothing else; its name is then enough to identify it.</summary>
    internal bool IsAlone { get; set; }

    /// <summary>Where it is, for messages.</summary>
    internal string Place(string file)
    {
        string line = Line > 0 ? $", line {Line}" : string.Empty;
        return IsAlone ? file : $"{file}{line} (certificate {Index})";
    }
}
