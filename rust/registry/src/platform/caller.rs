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
}

impl Caller {
    /// The current process running `command`.
    pub fn current(command: &str) -> Caller {
        Caller {
            operating_system_user: platform::current().user(),
            host: platform::current().host(),
            process: format!("{} ({})", *EXECUTABLE, std::process::id()),
            command: command.to_owned(),
        }
    }
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
}
