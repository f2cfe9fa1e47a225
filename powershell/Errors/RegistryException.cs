namespace CsClientCertificate.Errors;

/// <summary>The registry is missing, out of reach, damaged, newer than this module, or not to be trusted.</summary>
public sealed class RegistryException : CsCertificateException
{
    internal RegistryException(ErrorKind kind, string message)
        : base(kind, message)
    {
    }
}
