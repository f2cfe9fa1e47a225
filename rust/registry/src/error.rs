//! Errors, with the names of the console's error ids.

use thiserror::Error;

use crate::parse::text::invisible::invisible_ends;

/// The result of an operation on a registry.
pub type Result<T> = std::result::Result<T, Error>;

/// An error of the registry. Its text is what the administrator reads: what happened, to which object, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// No user has that identity. The text is that of Skype for Business Server, including the final period: scripts match it. An explanation
    /// follows it.
    #[error("Management object not found for identity \"{identity}\".{}", invisible_ends(identity))]
    ManagementObjectNotFound {
        /// The identity as given.
        identity: String,
    },
    /// More than one user has that identity.
    #[error(
        "The identity \"{identity}\" is ambiguous: {} users have it. Use the SIP address, the user principal name or the distinguished name of the right one: {}.",
        candidates.len(), list(candidates)
    )]
    AmbiguousIdentity {
        /// The identity as given.
        identity: String,
        /// The distinguished names of all matching users.
        candidates: Vec<String>,
    },
    /// The user is not assigned to a Registrar pool.
    #[error("The user \"{identity}\" is not assigned to a Registrar pool. {}", describe_valid(*valid_certificates))]
    UserNotInRegistrarPool {
        /// The identity as given.
        identity: String,
        /// Certificates that are neither revoked nor outside their validity.
        valid_certificates: u64,
    },
    /// The user has no SIP address: never enabled, or disabled since.
    #[error("The user \"{identity}\" has no SIP address. {}", describe_valid(*valid_certificates))]
    UserHasNoSipAddress {
        /// The identity as given.
        identity: String,
        /// Certificates that are neither revoked nor outside their validity.
        valid_certificates: u64,
    },
    /// No user was found, and the text contains a wildcard.
    #[error("Wildcards are not supported in the identity \"{identity}\". Get-CsUser -Identity accepts * in a display name; pipe its users to this command.")]
    WildcardNotSupported {
        /// The identity as given.
        identity: String,
    },
    /// The bytes are not a valid certificate.
    #[error("The certificate cannot be read: {reason}.")]
    InvalidCertificate {
        /// Why.
        reason: String,
    },
    /// A directory entry that cannot be imported.
    #[error("The directory entry cannot be imported: {reason}.")]
    InvalidDirectoryEntry {
        /// Why.
        reason: String,
    },
    /// A certificate without a name that could identify a user.
    #[error(
        "The certificate with thumbprint {thumbprint} identifies no user: it has no common name, and no subject alternative name that is a mail address, a user principal name, a sip: URI or a DNS name with an @. Issue one that contains the user's SIP address or user principal name."
    )]
    CertificateNamesNobody {
        /// SHA-1 of the certificate, hexadecimal.
        thumbprint: String,
    },
    /// The certificate belongs to another user.
    #[error(
        "The certificate with thumbprint {thumbprint} cannot be published for \"{identity}\": {reason}."
    )]
    CertificateUserMismatch {
        /// The user for whom it was to be published.
        identity: String,
        /// SHA-1 of the certificate, hexadecimal.
        thumbprint: String,
        /// The holder.
        reason: String,
    },
    /// The certificate was revoked, and stays revoked unless it is on hold.
    #[error(
        "The certificate with thumbprint {thumbprint} {} was {} {revoked_at}{}",
        revoked(identity, original.as_deref()),
        if *on_hold { "put on hold on" } else { "revoked on" },
        if *on_hold { ". Restore-CsClientCertificate takes it off hold." } else { " and stays revoked. Issue the user a new certificate." }
    )]
    CertificateRevoked {
        /// The user's SIP address or distinguished name.
        identity: String,
        /// SHA-1 of the certificate, hexadecimal.
        thumbprint: String,
        /// RFC 3339, UTC.
        revoked_at: String,
        /// SHA-1 of the revoked one, hexadecimal, if it is not identical: another signature, or another certificate with
        /// the same issuer, serial number and public key.
        original: Option<String>,
        /// Whether it was revoked as CertificateHold, which can be undone.
        on_hold: bool,
    },
    /// A filter that is not valid or not supported.
    #[error("The filter is not valid: {reason} (at position {}).", offset + 1)]
    InvalidFilter {
        /// Why.
        reason: String,
        /// Where, in UTF-16 units from the start of the filter.
        offset: usize,
    },
    /// Pruning would not be safe.
    #[error(
        "Nothing was imported: -Prune is refused because {reason}. Fix the input or import without -Prune."
    )]
    PruneRefused {
        /// Why.
        reason: String,
    },
    /// There is no registry at the location.
    #[error("There is no certificate registry at \"{location}\". Import-CsUser creates one from a directory export; Connect-CsCertificateRegistry selects another.")]
    RegistryNotFound {
        /// The place.
        location: String,
    },
    /// There is no registry in the database on a server.
    #[error("There is no certificate registry at \"{location}\". Install-CsCertificateRegistry creates one in a database; Connect-CsCertificateRegistry selects another.")]
    RegistryNotInstalled {
        /// The place.
        location: String,
    },
    /// A connection string, or a file that it names, cannot be used: a sentence, which repeats no secret.
    #[error("{0}")]
    InvalidConnectionString(String),
    /// The library was built without PostgreSQL.
    #[error("Registries on a server need OpenSSL 3 (libssl.so.3): the native library in use is the one for systems that lack it, without PostgreSQL. Install OpenSSL 3 and start a new PowerShell, or use a registry in a file (Connect-CsCertificateRegistry -Path).")]
    ServersNotSupported,
    /// The registry exists, but cannot be used now.
    #[error("The certificate registry \"{location}\" is not available: {reason}.")]
    RegistryUnavailable {
        /// The place.
        location: String,
        /// Why.
        reason: String,
    },
    /// A copy needs an empty registry.
    #[error("The certificate registry \"{location}\" is not empty. A registry is copied to a new file, or into a database with a registry that has never been used.")]
    RegistryNotEmpty {
        /// The place.
        location: String,
    },
    /// The registry is damaged.
    #[error("The certificate registry \"{location}\" is damaged: {reason}. Restore it from a backup.")]
    RegistryCorrupt {
        /// The place.
        location: String,
        /// The finding.
        reason: String,
    },
    /// A later version of the module made the registry.
    #[error("The certificate registry \"{location}\" has schema version {found}; this module supports versions up to {known}. Update the module.")]
    RegistryTooNew {
        /// The place.
        location: String,
        /// The registry's schema version.
        found: u32,
        /// The newest schema version that this build supports.
        known: u32,
    },
    /// Permissions are missing, or others could change the registry.
    #[error("Access to the certificate registry \"{location}\" is denied: {reason}.")]
    AccessDenied {
        /// The place.
        location: String,
        /// The reason, and how to fix it.
        reason: String,
    },
    /// A report or a backup cannot be written to its destination.
    #[error("The {what} \"{location}\" cannot be written: {reason}.")]
    FileNotWritten {
        /// `report` or `backup`.
        what: &'static str,
        /// The file.
        location: String,
        /// Why.
        reason: String,
        /// Whether permissions are missing.
        denied: bool,
    },
    /// The caller broke the contract of a function.
    #[error("Invalid argument: {0}.")]
    InvalidArgument(String),
    /// `Registry::interrupt_handle` was used.
    #[error("The operation was interrupted.")]
    Interrupted,
    /// A defect of this library.
    #[error("Internal error: {0}. This is a defect of the module; please report it.")]
    Internal(String),
}

impl Error {
    /// The registry cannot be used now.
    pub(crate) fn unavailable(location: impl Into<String>, reason: impl Into<String>) -> Error {
        Error::RegistryUnavailable { location: location.into(), reason: reason.into() }
    }

    /// What was found in the registry is not what the module wrote.
    pub(crate) fn corrupt(location: impl Into<String>, reason: impl Into<String>) -> Error {
        Error::RegistryCorrupt { location: location.into(), reason: reason.into() }
    }

    /// The registry may not be used so.
    pub(crate) fn denied(location: impl Into<String>, reason: impl Into<String>) -> Error {
        Error::AccessDenied { location: location.into(), reason: reason.into() }
    }
}

/// The maximum number of candidates in a message; the error itself has all.
const CANDIDATES_IN_MESSAGE: usize = 10;

fn list(candidates: &[String]) -> String {
    let shown: Vec<String> =
        candidates.iter().take(CANDIDATES_IN_MESSAGE).map(|c| format!("\"{}\"", c)).collect();
    let more = candidates.len().saturating_sub(CANDIDATES_IN_MESSAGE);
    if more == 0 {
        shown.join("; ")
    } else {
        format!("{}; and {} more", shown.join("; "), more)
    }
}

fn revoked(holder: &str, original: Option<&str>) -> String {
    match original {
        None => format!("of \"{}\"", holder),
        Some(sha1) => format!(
            "has the issuer, serial number and public key of the certificate with thumbprint {} of \"{}\", which",
            sha1, holder
        ),
    }
}

fn describe_valid(certificates: u64) -> String {
    match certificates {
        0 => "None of the user's certificates is valid.".to_owned(),
        1 => "One certificate is still valid; Revoke-CsClientCertificate revokes it.".to_owned(),
        n => format!("{} certificates are still valid; Revoke-CsClientCertificate revokes them.", n),
    }
}
