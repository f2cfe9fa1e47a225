//! The user who logged in, as the kernel keeps it: issue 21, point 2.1.

use std::process::Command;

use cscert_registry::model::audit::{Action, AuditSelection};
use cscert_registry::store::location::OpenMode;

use crate::support::{audit_of, child, open, skip, TestRegistry};

/// Sets it for all that the shell becomes.
const LOG_IN: &str = "echo \"$1\" >/proc/self/loginuid && shift && exec \"$@\"";

fn as_login_user(id: &str, command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", LOG_IN, "sh", id]).arg(command.get_program()).args(command.get_args());
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell
}

#[test]
fn the_login_user_is_in_the_audit_whatever_user_is_at_work() {
    let name = "login_user::the_login_user_is_in_the_audit_whatever_user_is_at_work";
    if let Some((expected, file)) = child::part() {
        let caller = cscert_registry::platform::caller::Caller::current("Test");
        let location = cscert_registry::store::location::Location::file(file, OpenMode::ReadWrite);
        let registry = cscert_registry::registry::Registry::open(&location, caller).unwrap();
        registry.record_refusal_text(Action::Revoke, None, None, "x").unwrap();
        let last = audit_of(&registry, &AuditSelection::default()).pop().unwrap();
        let user = nix::unistd::User::from_uid(nix::unistd::geteuid()).unwrap().unwrap().name;
        assert_eq!((last.login_user, last.operating_system_user), (Some(expected), user));
        return;
    }
    if !as_login_user("1", &Command::new("true")).status().unwrap().success() {
        return skip("the kernel lets nobody set a login user here");
    }
    let test = TestRegistry::empty_file();
    let first = nix::unistd::User::from_uid(nix::unistd::Uid::from_raw(1)).unwrap();
    for (id, expected) in [
        ("1", first.map_or("1".to_owned(), |user| user.name)),
        // Nobody's.
        ("4294967294", "4294967294".to_owned()),
    ] {
        let child = child::command(name, &expected, &test.folder.path().join("registry.db"));
        child::assert_succeeded(&as_login_user(id, &child).output().unwrap());
    }
    drop(test.registry);
    assert_eq!(
        open(&test.folder, OpenMode::ReadOnly).unwrap().describe(true).unwrap().findings,
        Some(Vec::new())
    );
}
