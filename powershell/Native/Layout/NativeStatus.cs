namespace CsClientCertificate.Native;

/// <summary>Status codes of the C border; the names are those of the error ids.</summary>
internal enum NativeStatus
{
    Ok = 0,

    ManagementObjectNotFound = 101,
    AmbiguousIdentity = 102,
    UserNotInRegistrarPool = 103,
    UserHasNoSipAddress = 104,
    WildcardNotSupported = 105,

    InvalidCertificate = 201,
    InvalidDirectoryEntry = 202,
    CertificateUserMismatch = 203,
    CertificateRevoked = 204,
    InvalidFilter = 205,
    PruneRefused = 206,

    RegistryNotFound = 301,
    RegistryUnavailable = 302,
    RegistryCorrupt = 303,
    RegistryTooNew = 304,
    AccessDenied = 305,

    InvalidArgument = 401,
    Interrupted = 402,
    Busy = 403,

    InternalError = 500,
}
