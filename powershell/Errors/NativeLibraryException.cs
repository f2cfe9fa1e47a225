namespace CsClientCertificate.Errors;

/// <summary>The module's native library is not there or not the right one.</summary>
public sealed class NativeLibraryException : CsCertificateException
{
    private NativeLibraryException(ErrorKind kind, string message)
        : base(kind, message)
    {
    }

    internal static NativeLibraryException Missing(string message) => new(ErrorKind.NativeLibraryMissing, message);

    internal static NativeLibraryException Mismatch(string message) => new(ErrorKind.NativeLibraryMismatch, message);
}
