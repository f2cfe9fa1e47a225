namespace CsClientCertificate.Errors;

/// <summary>
/// The failures this module knows: the names are the error ids and never change, the numbers are the statuses of the C border. Those
/// from 1001 on occur in the module only.
/// </summary>
internal enum ErrorKind
{
    [Failure(ErrorCategory.ObjectNotFound)]
    ManagementObjectNotFound = 101,
    [Failure(ErrorCategory.InvalidArgument)]
    AmbiguousIdentity = 102,
    [Failure(ErrorCategory.InvalidOperation)]
    UserNotInRegistrarPool = 103,
    [Failure(ErrorCategory.InvalidOperation)]
    UserHasNoSipAddress = 104,
    [Failure(ErrorCategory.InvalidArgument)]
    WildcardNotSupported = 105,

    [Failure(ErrorCategory.InvalidData)]
    InvalidCertificate = 201,
    [Failure(ErrorCategory.InvalidData)]
    InvalidDirectoryEntry = 202,
    [Failure(ErrorCategory.SecurityError)]
    CertificateUserMismatch = 203,
    [Failure(ErrorCategory.SecurityError)]
    CertificateRevoked = 204,
    [Failure(ErrorCategory.InvalidArgument, EndsCommand = true)]
    InvalidFilter = 205,
    [Failure(ErrorCategory.InvalidOperation, EndsCommand = true)]
    PruneRefused = 206,

    [Failure(ErrorCategory.ResourceUnavailable, EndsCommand = true)]
    RegistryNotFound = 301,
    [Failure(ErrorCategory.OpenError, EndsCommand = true)]
    RegistryUnavailable = 302,
    [Failure(ErrorCategory.InvalidData, EndsCommand = true)]
    RegistryCorrupt = 303,
    [Failure(ErrorCategory.InvalidData, EndsCommand = true)]
    RegistryTooNew = 304,
    [Failure(ErrorCategory.PermissionDenied, EndsCommand = true)]
    AccessDenied = 305,

    [Failure(ErrorCategory.NotSpecified, EndsCommand = true)]
    InternalError = 500,

    [Failure(ErrorCategory.ObjectNotFound)]
    FileNotFound = 1001,
    [Failure(ErrorCategory.ResourceUnavailable, EndsCommand = true)]
    NativeLibraryMissing = 1002,
    [Failure(ErrorCategory.ResourceUnavailable, EndsCommand = true)]
    NativeLibraryMismatch = 1003,
}

/// <summary>How a failure is shown.</summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class FailureAttribute(ErrorCategory category) : Attribute
{
    internal ErrorCategory Category { get; } = category;

    /// <summary>Whether the command cannot go on after it.</summary>
    public bool EndsCommand { get; set; }
}
