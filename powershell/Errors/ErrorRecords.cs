using System.Management.Automation;

namespace CsClientCertificate.Errors;

/// <summary>The one place where failures get their category, and where it is decided which of them end the command.</summary>
internal static class ErrorRecords
{
    internal static ErrorRecord From(CsCertificateException failure, object? target) =>
        new(failure, failure.ErrorId, Category(failure.Kind), target);

    /// <summary>Whether the command cannot go on after it.</summary>
    internal static bool EndsCommand(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidFilter => true,
        ErrorKind.PruneRefused => true,
        ErrorKind.RegistryNotFound => true,
        ErrorKind.RegistryUnavailable => true,
        ErrorKind.RegistryCorrupt => true,
        ErrorKind.RegistryTooNew => true,
        ErrorKind.AccessDenied => true,
        ErrorKind.NativeLibraryMissing => true,
        ErrorKind.NativeLibraryMismatch => true,
        ErrorKind.InternalError => true,
        _ => false,
    };

    private static ErrorCategory Category(ErrorKind kind) => kind switch
    {
        ErrorKind.ManagementObjectNotFound => ErrorCategory.ObjectNotFound,
        ErrorKind.AmbiguousIdentity => ErrorCategory.InvalidArgument,
        ErrorKind.UserNotInRegistrarPool => ErrorCategory.InvalidOperation,
        ErrorKind.UserHasNoSipAddress => ErrorCategory.InvalidOperation,
        ErrorKind.WildcardNotSupported => ErrorCategory.InvalidArgument,
        ErrorKind.InvalidCertificate => ErrorCategory.InvalidData,
        ErrorKind.InvalidDirectoryEntry => ErrorCategory.InvalidData,
        ErrorKind.CertificateUserMismatch => ErrorCategory.SecurityError,
        ErrorKind.CertificateRevoked => ErrorCategory.SecurityError,
        ErrorKind.InvalidFilter => ErrorCategory.InvalidArgument,
        ErrorKind.FileNotFound => ErrorCategory.ObjectNotFound,
        ErrorKind.PruneRefused => ErrorCategory.InvalidOperation,
        ErrorKind.RegistryNotFound => ErrorCategory.ResourceUnavailable,
        ErrorKind.RegistryUnavailable => ErrorCategory.OpenError,
        ErrorKind.RegistryCorrupt => ErrorCategory.InvalidData,
        ErrorKind.RegistryTooNew => ErrorCategory.InvalidData,
        ErrorKind.AccessDenied => ErrorCategory.PermissionDenied,
        ErrorKind.NativeLibraryMissing => ErrorCategory.ResourceUnavailable,
        ErrorKind.NativeLibraryMismatch => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.NotSpecified,
    };
}
