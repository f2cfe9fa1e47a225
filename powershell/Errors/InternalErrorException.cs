namespace CsClientCertificate.Errors;

/// <summary>A defect of this module, caught where managed and native code meet; nothing was changed by the failed call.</summary>
public sealed class InternalErrorException : CsCertificateException
{
    internal InternalErrorException(string message)
        : base(ErrorKind.InternalError, message)
    {
    }
}
