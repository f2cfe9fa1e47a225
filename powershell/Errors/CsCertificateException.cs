namespace CsClientCertificate.Errors;

/// <summary>
/// The base of all exceptions of this module. The message says what happened, to what, and what to do;
/// <see cref="ErrorId"/> is the stable name of the failure. Unsafe characters in the message are replaced here.
/// </summary>
public class CsCertificateException : Exception
{
    /// <summary>An exception without a message of its own.</summary>
    public CsCertificateException()
        : this(ErrorKind.InternalError, "The module CsClientCertificate failed.")
    {
    }

    /// <summary>An exception with a message.</summary>
    /// <param name="message">What went wrong.</param>
    public CsCertificateException(string message)
        : this(ErrorKind.InternalError, message)
    {
    }

    /// <summary>An exception with a message and a cause.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">What led to it.</param>
    public CsCertificateException(string message, Exception? innerException)
        : this(ErrorKind.InternalError, message, innerException)
    {
    }

    internal CsCertificateException(ErrorKind kind, string message, Exception? innerException = null)
        : base(ShownText.Of(message), innerException)
    {
        Kind = kind;
    }

    /// <summary>The name of the failure, as it begins the FullyQualifiedErrorId: for instance <c>ManagementObjectNotFound</c>.</summary>
    public string ErrorId => Kind.ToString();

    internal ErrorKind Kind { get; }
}
