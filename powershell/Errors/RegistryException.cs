namespace CsClientCertificate.Errors;

/// <summary>The registry is missing, unavailable, damaged, newer than this module, or not trusted.</summary>
public sealed class RegistryException : CsCertificateException
{
    internal RegistryException(ErrorKind kind, string message)
        : base(kind, message)
    {
    }
}

/// <summary>The native library of the module is missing or does not match.</summary>
public sealed class NativeLibraryException : CsCertificateException
{
    private NativeLibraryException(ErrorKind kind, string message)
        : base(kind, message)
    {
    }

    internal static NativeLibraryException Missing(string message) => new(ErrorKind.NativeLibraryMissing, message);

    internal static NativeLibraryException Mismatch(string message) => new(ErrorKind.NativeLibraryMismatch, message);
}

/// <summary>A defect of this module, caught where managed and native code meet; nothing was changed by the failed call.</summary>
public sealed class InternalErrorException : CsCertificateException
{
    internal InternalErrorException(string message)
        : base(ErrorKind.InternalError, message)
    {
    }
}

/// <summary>A native call that ended because the command is being stopped. Never shown: the pipeline's own exception takes its place.</summary>
internal sealed class InterruptedException()
    : CsCertificateException(ErrorKind.RegistryUnavailable, "The command was stopped while it waited for the registry. Run it again.");
