//! The caller, as recorded in the audit log.

use once_cell::sync::Lazy;

use crate::platform;

/// The executable's file name, which does not change while the process lives.
static EXECUTABLE: Lazy<String> = Lazy::new(|| {
    std::env::current_exe()
        .ok()
        .and_then(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()))
        .unwrap_or_else(|| "unknown".to_owned())
});

/// The process that opened the registry. The user is the operating system's effective user, never an environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The name of the effective user; the number if it has no name.
    pub operating_system_user: String,
    /// The host name.
    pub host: String,
    /// The executable's file name and process id, `pwsh (1234)`.
    pub process: String,
    /// The command, `Revoke-CsClientCertificate`.
    pub command: String,
    /// The name of the user who logged in, whom sudo does not change; the number if it has no name; none if it is not known.
    pub login_user: Option<String>,
    /// Who is at the other end of the remote session that the process serves; none if there is none.
    pub remote_caller: Option<String>,
}

/// The longest name of a login user or remote caller, in characters. A server refuses longer ones.
const LONGEST_CLAIM: usize = 256;

impl Caller {
    /// The current process running `command`.
    pub fn current(command: &str) -> Caller {
        Caller {
            operating_system_user: platform::current().user(),
            host: platform::current().host(),
            process: format!("{} ({})", *EXECUTABLE, std::process::id()),
            command: command.to_owned(),
            login_user: platform::current().login_user().and_then(|name| claim(&name)),
            remote_caller: None,
        }
    }

    /// The same, at work for `name`.
    pub fn for_remote(self, name: Option<&str>) -> Caller {
        Caller { remote_caller: name.and_then(claim), ..self }
    }
}

/// A name that somebody else gives: of a limited length, without control characters; none if it is empty.
fn claim(name: &str) -> Option<String> {
    let clean = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    let name: String = name.chars().take(LONGEST_CLAIM).map(clean).collect();
    Some(name).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_does_not_come_from_the_environment() {
        std::env::set_var("USER", "somebody-else");
        std::env::set_var("LOGNAME", "somebody-else");
        let caller = Caller::current("Test");
        assert_ne!(caller.operating_system_user, "somebody-else");
        assert!(!caller.host.is_empty());
        assert!(caller.process.contains(&std::process::id().to_string()));
    }

    #[test]
    fn a_remote_caller_is_a_short_name_without_control_characters() {
        let of = |name: Option<&str>| Caller::current("Test").for_remote(name).remote_caller;
        assert_eq!(of(None), None);
        assert_eq!(of(Some("")), None);
        assert_eq!(of(Some("LITWAREINC\\jörg")).as_deref(), Some("LITWAREINC\\jörg"));
        assert_eq!(of(Some("a\0b\u{1b}[2J\n")).as_deref(), Some("a\u{FFFD}b\u{FFFD}[2J\u{FFFD}"));
        assert_eq!(of(Some(&"é".repeat(300))), Some("é".repeat(256)));
    }
}
