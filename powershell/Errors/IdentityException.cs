namespace CsClientCertificate.Errors;

/// <summary>An identity that names no user, or a user for whom the command cannot do its work.</summary>
public class IdentityException : CsCertificateException
{
    internal IdentityException(ErrorKind kind, string message)
        : base(kind, message)
    {
    }
}
