using Microsoft.Rtc.Management.UserPinService;

namespace CsClientCertificate.Errors;

/// <summary>An object that names a certificate and a person who does not hold it. Nothing was done for either.</summary>
public sealed class CertificateUserMismatchException : InputException
{
    internal CertificateUserMismatchException(CertInfoDetails certificate)
        : base(
            ErrorKind.CertificateUserMismatch,
            ShownText.Of($"The certificate with thumbprint {certificate.Thumbprint} belongs to {certificate.Holder}, and the object names another user beside it. Nothing was done. Find-CsClientCertificate -Thumbprint {certificate.Thumbprint} gives the certificate itself; for the user, give the identity alone."))
    {
        Holder = certificate.ToString();
    }

    /// <summary>Whose the certificate is: the SIP address, or the distinguished name where there is none.</summary>
    public string Holder { get; }
}
