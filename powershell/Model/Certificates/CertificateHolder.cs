namespace CsClientCertificate.Model;

/// <summary>What the certificates of one user share: the user, and one copy of all their texts.</summary>
internal sealed unsafe class CertificateHolder
{
    private readonly byte[] buffer;
    private readonly NativeText borrowed;
    private readonly TextSpan identity;
    private readonly TextSpan distinguishedName;
    private string? madeIdentity;
    private string? madeDistinguishedName;

    /// <param name="rows">Borrowed rows of one user, at least one; the user's texts lie before those of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="origin">Their registry.</param>
    internal CertificateHolder(NativeCertificate* rows, int count, RegistryOrigin origin)
    {
        Origin = origin;
        UserKey = rows->UserKey;
        byte* start = rows->Identity.IsAbsent ? rows->DistinguishedName.Data : rows->Identity.Data;
        NativeText last = rows[count - 1].Text;
        borrowed = new NativeText(start, checked((int)(last.Data - start) + last.Length));
        buffer = borrowed.ToArray();
        identity = Locate(rows->Identity);
        distinguishedName = Locate(rows->DistinguishedName);
    }

    internal RegistryOrigin Origin { get; }

    internal long UserKey { get; }

    /// <summary>The user's SIP address. Two threads may both create it: the strings are equal, and either may stay.</summary>
    internal string? Identity => madeIdentity ??= String(identity);

    /// <summary>The user's distinguished name, created in the same way.</summary>
    internal string? DistinguishedName => madeDistinguishedName ??= String(distinguishedName);

    /// <summary>The place of a text of one of the rows. Only while they are still borrowed.</summary>
    internal TextSpan Locate(NativeText text) => TextSpan.Of(text, borrowed, 0);

    internal string? String(TextSpan span) => span.String(buffer);

    internal byte[]? Bytes(TextSpan span) => span.Bytes(buffer);
}
