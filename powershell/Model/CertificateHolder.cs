using System;
using CsClientCertificate.Native;

namespace CsClientCertificate.Model;

/// <summary>What the certificates of one user share: whose they are, and one copy of the texts of all of them.</summary>
internal sealed unsafe class CertificateHolder
{
    private readonly byte[] buffer;
    private readonly NativeText borrowed;

    /// <param name="rows">Borrowed rows of one user, at least one, whose own texts follow each other.</param>
    /// <param name="count">How many.</param>
    /// <param name="origin">Their registry.</param>
    /// <param name="identity">The user's SIP address.</param>
    /// <param name="distinguishedName">The user's distinguished name.</param>
    internal CertificateHolder(
        NativeCertificate* rows, int count, RegistryOrigin origin, string? identity, string? distinguishedName)
    {
        Origin = origin;
        UserKey = rows->UserKey;
        Identity = identity;
        DistinguishedName = distinguishedName;
        byte* start = rows->Text.Data;
        NativeText last = rows[count - 1].Text;
        borrowed = new NativeText(start, checked((int)(last.Data - start) + last.Length));
        buffer = borrowed.ToArray();
    }

    internal RegistryOrigin Origin { get; }

    internal long UserKey { get; }

    internal string? Identity { get; }

    internal string? DistinguishedName { get; }

    /// <summary>The place of a text of one of the rows. Only while they are still borrowed.</summary>
    internal TextSpan Locate(NativeText text) => TextSpan.Of(text, borrowed, 0);

    internal string? String(TextSpan span) => span.String(buffer);

    internal byte[]? Bytes(TextSpan span) => span.Bytes(buffer);
}
