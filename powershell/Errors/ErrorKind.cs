namespace CsClientCertificate.Errors;

/// <summary>The failures this module knows; the names are the error ids and never change.</summary>
internal enum ErrorKind
{
    ManagementObjectNotFound,
    AmbiguousIdentity,
    UserNotInRegistrarPool,
    UserHasNoSipAddress,
    WildcardNotSupported,
    InvalidCertificate,
    InvalidDirectoryEntry,
    CertificateUserMismatch,
    CertificateRevoked,
    InvalidFilter,
    FileNotFound,
    PruneRefused,
    RegistryNotFound,
    RegistryUnavailable,
    RegistryCorrupt,
    RegistryTooNew,
    AccessDenied,
    NativeLibraryMissing,
    NativeLibraryMismatch,
    InternalError,
}
