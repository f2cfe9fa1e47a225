//! Status codes, with the names of the console's error ids.

use ::cscert_registry::error::Error;

/// The result of a function; 0 is success.
pub type cscert_status = i32;

/// Success.
pub const CSCERT_OK: cscert_status = 0;

/// No user has that identity; for a certificate, it identifies no user.
pub const CSCERT_MANAGEMENT_OBJECT_NOT_FOUND: cscert_status = 101;
/// More than one user has that identity; the detail is `{"candidates": ["CN=…", …]}`.
pub const CSCERT_AMBIGUOUS_IDENTITY: cscert_status = 102;
/// The user is not assigned to a Registrar pool.
pub const CSCERT_USER_NOT_IN_REGISTRAR_POOL: cscert_status = 103;
/// The user has no SIP address.
pub const CSCERT_USER_HAS_NO_SIP_ADDRESS: cscert_status = 104;
/// No user was found, and the identity contains a wildcard.
pub const CSCERT_WILDCARD_NOT_SUPPORTED: cscert_status = 105;

/// The bytes are not a valid certificate.
pub const CSCERT_INVALID_CERTIFICATE: cscert_status = 201;
/// A directory entry cannot be imported.
pub const CSCERT_INVALID_DIRECTORY_ENTRY: cscert_status = 202;
/// The certificate belongs to another user.
pub const CSCERT_CERTIFICATE_USER_MISMATCH: cscert_status = 203;
/// The certificate was revoked, and stays revoked unless it is on hold.
pub const CSCERT_CERTIFICATE_REVOKED: cscert_status = 204;
/// A filter is not valid or not supported; the detail is `{"offset": n}` in UTF-16 units.
pub const CSCERT_INVALID_FILTER: cscert_status = 205;
/// Pruning would not be safe.
pub const CSCERT_PRUNE_REFUSED: cscert_status = 206;

/// There is no registry at the location.
pub const CSCERT_REGISTRY_NOT_FOUND: cscert_status = 301;
/// The registry exists, but cannot be used now.
pub const CSCERT_REGISTRY_UNAVAILABLE: cscert_status = 302;
/// The registry is damaged.
pub const CSCERT_REGISTRY_CORRUPT: cscert_status = 303;
/// A later version of the module made the registry.
pub const CSCERT_REGISTRY_TOO_NEW: cscert_status = 304;
/// Permissions are missing, or others could change the registry.
pub const CSCERT_ACCESS_DENIED: cscert_status = 305;

/// The caller broke the contract of the function.
pub const CSCERT_INVALID_ARGUMENT: cscert_status = 401;
/// `cscert_registry_interrupt` was called.
pub const CSCERT_INTERRUPTED: cscert_status = 402;
/// Another thread is using the handle.
pub const CSCERT_BUSY: cscert_status = 403;

/// A defect of this library. The handle cannot be used any more.
pub const CSCERT_INTERNAL_ERROR: cscert_status = 500;

pub(crate) fn status_of(error: &Error) -> cscert_status {
    match error {
        Error::ManagementObjectNotFound { .. } | Error::CertificateNamesNobody { .. } => {
            CSCERT_MANAGEMENT_OBJECT_NOT_FOUND
        }
        Error::AmbiguousIdentity { .. } => CSCERT_AMBIGUOUS_IDENTITY,
        Error::UserNotInRegistrarPool { .. } => CSCERT_USER_NOT_IN_REGISTRAR_POOL,
        Error::UserHasNoSipAddress { .. } => CSCERT_USER_HAS_NO_SIP_ADDRESS,
        Error::WildcardNotSupported { .. } => CSCERT_WILDCARD_NOT_SUPPORTED,
        Error::InvalidCertificate { .. } => CSCERT_INVALID_CERTIFICATE,
        Error::InvalidDirectoryEntry { .. } => CSCERT_INVALID_DIRECTORY_ENTRY,
        Error::CertificateUserMismatch { .. } => CSCERT_CERTIFICATE_USER_MISMATCH,
        Error::CertificateRevoked { .. } => CSCERT_CERTIFICATE_REVOKED,
        Error::InvalidFilter { .. } => CSCERT_INVALID_FILTER,
        Error::PruneRefused { .. } => CSCERT_PRUNE_REFUSED,
        Error::RegistryNotFound { .. } | Error::RegistryNotInstalled { .. } => CSCERT_REGISTRY_NOT_FOUND,
        Error::RegistryUnavailable { .. }
        | Error::RegistryNotEmpty { .. }
        | Error::InvalidConnectionString(_)
        | Error::ServersNotSupported => CSCERT_REGISTRY_UNAVAILABLE,
        Error::RegistryCorrupt { .. } => CSCERT_REGISTRY_CORRUPT,
        Error::RegistryTooNew { .. } => CSCERT_REGISTRY_TOO_NEW,
        Error::AccessDenied { .. } | Error::FileNotWritten { denied: true, .. } => CSCERT_ACCESS_DENIED,
        Error::FileNotWritten { .. } => CSCERT_REGISTRY_UNAVAILABLE,
        Error::InvalidArgument(_) => CSCERT_INVALID_ARGUMENT,
        Error::Interrupted => CSCERT_INTERRUPTED,
        Error::Internal(_) => CSCERT_INTERNAL_ERROR,
    }
}
