namespace CsClientCertificate.Errors;

/// <summary>Input that cannot be read or is refused: a file, a directory entry, a certificate, a -Prune.</summary>
public class InputException : CsCertificateException
{
    internal InputException(ErrorKind kind, string message, Exception? innerException = null)
        : base(kind, message, innerException)
    {
    }
}

/// <summary>A filter that cannot be read or is not supported.</summary>
public sealed class InvalidFilterException : InputException
{
    internal InvalidFilterException(string message, int? offset)
        : base(ErrorKind.InvalidFilter, message)
    {
        Offset = offset;
    }

    /// <summary>The position in the filter's text, in characters from its start; null if unknown.</summary>
    public int? Offset { get; }
}

/// <summary>An object that names a certificate and a user other than its holder. Nothing was done.</summary>
public sealed class CertificateUserMismatchException : InputException
{
    internal CertificateUserMismatchException(CertInfoDetails certificate)
        : base(
            ErrorKind.CertificateUserMismatch,
            $"The certificate with thumbprint {certificate.Thumbprint} belongs to {certificate.Holder}, but the object also names another user. Nothing was done. For the certificate, use Find-CsClientCertificate -Thumbprint {certificate.Thumbprint}; for the user, specify only the identity.")
    {
        Holder = certificate.ToString();
    }

    /// <summary>The holder of the certificate: the SIP address, or the distinguished name if there is none.</summary>
    public string Holder { get; }
}
