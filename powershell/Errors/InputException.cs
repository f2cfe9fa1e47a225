using System;

namespace CsClientCertificate.Errors;

/// <summary>Input that cannot be read or is refused: a file, a directory entry, a certificate, a -Prune.</summary>
public class InputException : CsCertificateException
{
    internal InputException(ErrorKind kind, string message, Exception? innerException = null)
        : base(kind, message, innerException)
    {
    }
}
