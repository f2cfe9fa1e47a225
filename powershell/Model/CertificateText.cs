using CsClientCertificate.Native;

namespace CsClientCertificate.Model;

/// <summary>Texts and fingerprints of a certificate's row; strings are made on demand.</summary>
internal sealed unsafe class CertificateText
{
    private readonly RowText row;
    private readonly TextSpan serialNumber;
    private readonly TextSpan subject;
    private readonly TextSpan issuer;
    private readonly TextSpan revokedBy;
    private readonly byte[] sha1;

    internal CertificateText(NativeCertificate* borrowed)
    {
        row = new RowText(borrowed->Text);
        serialNumber = row.Locate(borrowed->SerialNumber);
        subject = row.Locate(borrowed->Subject);
        issuer = row.Locate(borrowed->Issuer);
        revokedBy = row.Locate(borrowed->RevokedBy);
        sha1 = NativeBytes.Copy(borrowed->Sha1, NativeCertificate.Sha1Length);
    }

    internal string SerialNumber => Hexadecimal.Upper(row.Bytes(serialNumber) ?? []);

    internal string? Subject => row.String(subject);

    internal string? Issuer => row.String(issuer);

    internal string? RevokedBy => row.String(revokedBy);

    internal string Thumbprint => Hexadecimal.Upper(sha1);
}
