//! What the server's errors mean to the registry.

use cscert_postgresql::{Error as ServerSays, ServerError};

use crate::error::Error;
use crate::platform::DISK_FULL;

/// The membership that a statement takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Reader,
    Auditor,
    Revoker,
    Publisher,
    Importer,
    /// Of whoever changes anything.
    Changer,
    /// Of whoever installs.
    Installer,
    /// Of whoever copies into it.
    Owner,
}

impl Role {
    /// What is missing, in a sentence's middle.
    fn missing(self) -> &'static str {
        match self {
            Role::Reader => "the role cscert_reader",
            Role::Auditor => "the role cscert_auditor",
            Role::Revoker => "the role cscert_revoker",
            Role::Publisher => "the role cscert_publisher",
            Role::Importer => "the role cscert_importer",
            Role::Owner => "the role cscert_owner",
            Role::Changer => "one of the roles cscert_revoker, cscert_publisher and cscert_importer",
            Role::Installer => {
                "the right to create roles (CREATEROLE) and to create schemas in the database (CREATE)"
            }
        }
    }
}

/// Turns the client's error into the registry's.
pub(super) fn translate(error: ServerSays, location: &str, role: Role) -> Error {
    let unavailable = |reason: String| Error::unavailable(location, reason);
    match error {
        ServerSays::Interrupted => Error::Interrupted,
        ServerSays::Usage(defect) => Error::Internal(defect),
        ServerSays::Server(answer) => of_server(&answer, location, role),
        ServerSays::Login { .. } if is_refused_login(error.sqlstate()) => {
            Error::denied(location, said(&error.to_string()))
        }
        ServerSays::OutcomeUnknown(why) => unavailable(format!(
            "{}; it is not known whether the change was made: look before you repeat it",
            said(&why.to_string())
        )),
        other => unavailable(said(&other.to_string()).to_owned()),
    }
}

/// A sentence as a part of another.
pub(super) fn said(text: &str) -> &str {
    text.trim_end_matches('.')
}

/// `invalid_authorization_specification`, `invalid_password`, and no right to connect.
fn is_refused_login(code: Option<&str>) -> bool {
    matches!(code, Some("28000" | "28P01" | "42501"))
}

fn of_server(answer: &ServerError, location: &str, role: Role) -> Error {
    let unavailable = |reason: String| Error::unavailable(location, reason);
    match answer.code.as_str() {
        "42501" => Error::denied(
            location,
            format!("this account lacks {} (the server says: {})", role.missing(), said(&answer.message)),
        ),
        // undefined_table, invalid_schema_name, invalid_catalog_name
        "42P01" | "3F000" | "3D000" => Error::RegistryNotInstalled { location: location.to_owned() },
        // lock_not_available
        "55P03" => unavailable(match role {
            Role::Publisher | Role::Importer => {
                "another import or publication is under way; try again when it has ended".to_owned()
            }
            _ => format!("another session has locked what is needed ({}); try again", said(&answer.message)),
        }),
        // serialization_failure, deadlock_detected
        "40001" | "40P01" => unavailable(format!(
            "another change was made at the same time ({}); nothing was changed; try again",
            said(&answer.message)
        )),
        // read_only_sql_transaction
        "25006" => unavailable(
            "the server accepts no changes: it is a standby, or its transactions are read-only".to_owned(),
        ),
        // disk_full
        "53100" => unavailable(DISK_FULL.to_owned()),
        // program_limit_exceeded and its kin, string_data_right_truncation
        "54000" | "54001" | "22001" => {
            Error::InvalidArgument("a value is too large for the registry".to_owned())
        }
        // data_corrupted, index_corrupted
        "XX001" | "XX002" => Error::corrupt(location, said(&answer.message)),
        code => unavailable(format!("the server reports an error: {} ({})", said(&answer.message), code)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(code: &str) -> ServerError {
        ServerError { code: code.to_owned(), message: "It is so.".to_owned(), ..ServerError::default() }
    }

    #[test]
    fn who_lacks_a_role_hears_which() {
        let error = of_server(&answer("42501"), "postgresql://a/b", Role::Revoker);
        assert_eq!(
            error.to_string(),
            "Access to the certificate registry \"postgresql://a/b\" is denied: this account lacks the role cscert_revoker \
             (the server says: It is so)."
        );
    }

    #[test]
    fn codes_have_their_meaning() {
        let of = |code| of_server(&answer(code), "x", Role::Reader);
        assert!(matches!(of("42P01"), Error::RegistryNotInstalled { .. }));
        assert!(matches!(of("53100"), Error::RegistryUnavailable { reason, .. } if reason == DISK_FULL));
        assert!(matches!(of("XX001"), Error::RegistryCorrupt { .. }));
        assert!(matches!(of("54000"), Error::InvalidArgument(_)));
        assert!(matches!(of("99999"), Error::RegistryUnavailable { reason, .. } if reason.contains("99999")));
    }
}
