//! Who did it: the login user and the remote caller in the audit log: issue 21, point 2.1.

use crate::support::made::{certificate, numbered_entry};
use crate::support::{audit_of, used, TestRegistry};
use cscert_registry::error::Error;
use cscert_registry::model::audit::{Action, AuditEntry, AuditSelection};
use cscert_registry::model::certificate::{Revocation, RevocationReason};
use cscert_registry::platform::caller::Caller;
use cscert_registry::query::identity::Identity;
use cscert_registry::registry::Registry;

const LOGIN_USER: &str = "j\u{f6}rg";
const REMOTE_CALLER: &str = "LITWAREINC\\helpdesk";

fn caller(login_user: Option<&str>, remote_caller: Option<&str>) -> Caller {
    Caller { login_user: login_user.map(str::to_owned), ..Caller::current("Test").for_remote(remote_caller) }
}

fn who(entry: &AuditEntry) -> (Option<&str>, Option<&str>) {
    (entry.login_user.as_deref(), entry.remote_caller.as_deref())
}

fn all(registry: &Registry) -> Vec<AuditEntry> {
    audit_of(registry, &AuditSelection::default())
}

#[test]
fn every_kind_of_change_says_who_did_it() {
    let test = TestRegistry::demo_of(caller(Some(LOGIN_USER), Some(REMOTE_CALLER)));
    // Publishes, revokes, is refused, imports and prunes.
    used::use_it(&test);
    let user_key = test.key("Jo Berry");
    let reason = RevocationReason::CertificateHold;
    let hold = Revocation { user_key, certificate_key: None, reason, reason_text: None };
    test.registry.revoke(&[hold], false, &mut |_, _, _, _| Ok(())).unwrap().remove(0).unwrap();
    let off_hold = Revocation::off_hold(user_key, None);
    test.registry.restore(&[off_hold], false, &mut |_, _, _, _| Ok(())).unwrap().remove(0).unwrap();
    let refusal = Error::ManagementObjectNotFound { identity: "nobody".to_owned() };
    test.registry.record_refusal(Action::Revoke, None, Some("nobody"), &refusal).unwrap();

    let entries = all(&test.registry);
    for (action, outcome) in [
        ("Publish", "Succeeded"),
        ("Revoke", "Succeeded"),
        ("Restore", "Succeeded"),
        ("Import", "Succeeded"),
        ("Prune", "Succeeded"),
        ("Publish", "Refused"),
        ("Revoke", "Refused"),
    ] {
        let is_one = |entry: &&AuditEntry| entry.action == action && entry.outcome == outcome;
        assert!(entries.iter().any(|entry| is_one(&entry)), "{} {}", action, outcome);
    }
    for entry in &entries {
        assert_eq!(who(entry), (Some(LOGIN_USER), Some(REMOTE_CALLER)), "{:?}", entry);
    }
    assert_eq!(test.findings(), Vec::<String>::new());
}

#[test]
fn one_of_them_is_not_the_other_and_none_is_none() {
    let test = TestRegistry::empty_of(caller(None, None));
    test.import(&numbered_entry(1));
    let mut expected = vec![(None, None)];
    for (login_user, remote_caller) in
        [(Some("x"), None), (None, Some("x")), (Some(REMOTE_CALLER), Some("y"))]
    {
        let another = match test.another_of(caller(login_user, remote_caller)) {
            Some(another) => another,
            None => return crate::support::skip("this engine has one connection, and with it one caller"),
        };
        let refusal = Error::ManagementObjectNotFound { identity: "nobody".to_owned() };
        another.record_refusal(Action::Revoke, None, Some("nobody"), &refusal).unwrap();
        expected.push((login_user, remote_caller));
    }
    let entries = all(&test.registry);
    assert_eq!(entries.iter().map(who).collect::<Vec<_>>(), expected);
    assert_eq!(test.findings(), Vec::<String>::new());
}

/// A refusal is recorded once a day, but of each person behind an account.
#[test]
fn nobody_s_refused_publication_stands_for_somebody_else_s() {
    let test = TestRegistry::empty_of(caller(None, None));
    test.import(&numbered_entry(1));
    let der = certificate(1, 1, "180211144400Z", "491231235959Z");
    test.publish(&der).unwrap();
    test.revoke("User 0001");
    for (login_user, remote_caller) in
        [(None, None), (Some("x"), None), (None, Some("x")), (Some("x"), Some("y"))]
    {
        let another = match test.another_of(caller(login_user, remote_caller)) {
            Some(another) => another,
            None => return crate::support::skip("this engine has one connection, and with it one caller"),
        };
        let publication = cscert_registry::operations::publish::Publication {
            der: &der,
            identity: None::<Identity<'_>>,
            device_id: None,
            publication_time: 1,
        };
        assert!(another.publish(&[publication], false, &mut |_, _, _| Ok(())).unwrap()[0].is_err());
        let entries = all(&test.registry);
        let last = entries.last().unwrap();
        assert_eq!((&*last.outcome, who(last)), ("Refused", (login_user, remote_caller)));
    }
}

#[test]
fn a_copy_holds_who_did_it() {
    let test = TestRegistry::empty_of(caller(Some(LOGIN_USER), Some(REMOTE_CALLER)));
    test.import(&numbered_entry(1));
    let path = test.folder.path().join("copy.db");
    let location = cscert_registry::store::location::Location::file(
        &path,
        cscert_registry::store::location::OpenMode::CreateWhenFilled,
    );
    let mut copy = Registry::open(&location, caller(Some("somebody"), None)).unwrap();
    test.registry.copy_to(&mut copy).unwrap();

    let entries = all(&copy);
    let expected = [(Some(LOGIN_USER), Some(REMOTE_CALLER)), (Some("somebody"), None)];
    assert_eq!(entries.iter().map(who).collect::<Vec<_>>(), expected);
    assert_eq!(entries[..1], all(&test.registry)[..]);
    assert_eq!(copy.describe(true).unwrap().findings, Some(Vec::new()));
}
