//! A registry whose file is replaced while it is open: every question notices.

use cscert_registry::model::keys::UserKey;
use std::fs;
use std::path::Path;

use crate::support::{certificates_of, TestRegistry};
use cscert_registry::error::{Error, Result};
use cscert_registry::model::audit::AuditSelection;
use cscert_registry::model::certificate::Revocation;
use cscert_registry::model::certificate::{CertificateSelection, RevocationReason};
use cscert_registry::model::user::UserSelection;
use cscert_registry::operations::check::Presented;
use cscert_registry::operations::report::ReportOptions;
use cscert_registry::parse::identifier::Thumbprint;
use cscert_registry::query::identity::Identity;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::OpenMode;
use cscert_registry::store::WriteOptions;

type Question = (&'static str, fn(&Registry, &Path) -> Result<()>);

/// What commands ask, a batch of it.
const QUESTIONS: [Question; 12] = [
    ("find a user", |registry, _| registry.resolve(&Identity::text("Ken Myer")).map(|_| ())),
    ("certificates by name", |registry, _| {
        certificates_of(registry, &Identity::text("Ken Myer")).map(|_| ())
    }),
    ("certificates by key", |registry, _| {
        let identity = Identity { key: Some((registry.id(), UserKey(1))), ..Identity::text("nobody") };
        certificates_of(registry, &identity).map(|_| ())
    }),
    ("users", |registry, _| {
        registry.users_after(&UserSelection::default(), UserKey::default(), 10, &mut |_| Ok(())).map(|_| ())
    }),
    ("more users", |registry, _| {
        registry.users_after(&UserSelection::default(), UserKey(5), 10, &mut |_| Ok(())).map(|_| ())
    }),
    ("certificates", |registry, _| {
        registry.certificates_after(&CertificateSelection::default(), None, 10, &mut |_| Ok(())).map(|_| ())
    }),
    ("audit", |registry, _| {
        registry.audit_after(&AuditSelection::default(), 0, 10, &mut |_| Ok(())).map(|_| ())
    }),
    ("check", |registry, _| {
        let thumbprint = Thumbprint::Sha1([0x28; 20]);
        registry.check_certificate(Presented::Thumbprint(thumbprint), 0, &mut |_| ()).map(|_| ())
    }),
    ("describe", |registry, _| registry.describe(false).map(|_| ())),
    ("verify", |registry, _| registry.describe(true).map(|_| ())),
    ("back up", |registry, folder| registry.back_up(&folder.join("copy.db"), WriteOptions::default())),
    ("report", |registry, folder| {
        registry.write_report(&folder.join("report.html"), ReportOptions { now: 0, expiring_within: 1 })
    }),
];

fn notices(test: &TestRegistry, registry: &Registry) {
    for (name, ask) in QUESTIONS {
        match ask(registry, test.folder.path()) {
            Err(Error::RegistryUnavailable { reason, .. }) if reason.contains("replaced") => {}
            other => panic!("{}: {:?}", name, other),
        }
    }
    let revocation = Revocation {
        user_key: UserKey(1),
        certificate_key: None,
        reason: RevocationReason::Unspecified,
        reason_text: None,
    };
    let revoked = registry.revoke(&[revocation], false, &mut |_, _, _, _| Ok(()));
    assert!(matches!(revoked, Err(Error::RegistryUnavailable { .. })), "{:?}", revoked);
}

/// A registry, a copy of it, and a change that the copy lacks.
fn with_older_copy() -> (TestRegistry, std::path::PathBuf) {
    let test = TestRegistry::demo();
    let copy = test.folder.path().join("older.db");
    test.registry.back_up(&copy, WriteOptions::default()).unwrap();
    test.revoke("Ken Myer");
    (test, copy)
}

/// The same, with the change in the file itself.
fn with_older_copy_and_no_log() -> (TestRegistry, std::path::PathBuf) {
    let (test, copy) = with_older_copy();
    drop(test.again(OpenMode::ReadWrite));
    assert_eq!(fs::metadata(test.folder.path().join("registry.db-wal")).unwrap().len(), 0);
    (test, copy)
}

#[test]
fn by_another_file_of_its_name() {
    for mode in [OpenMode::ReadOnly, OpenMode::ReadWrite] {
        let (test, copy) = with_older_copy();
        let registry = test.again(mode);
        for (name, ask) in QUESTIONS.iter().take(10) {
            ask(&registry, test.folder.path()).unwrap_or_else(|error| panic!("{}: {}", name, error));
        }
        fs::rename(&copy, test.file()).unwrap();
        notices(&test, &registry);
    }
}

#[test]
fn by_other_content_in_the_same_file() {
    let (test, copy) = with_older_copy_and_no_log();
    let registry = test.again(OpenMode::ReadWrite);
    fs::copy(&copy, test.file()).unwrap();
    notices(&test, &registry);
}

#[test]
fn by_another_registry_in_the_same_file() {
    let (test, _) = with_older_copy_and_no_log();
    let other = TestRegistry::demo();
    let copy = other.folder.path().join("copy.db");
    other.registry.back_up(&copy, WriteOptions::default()).unwrap();
    let registry = test.again(OpenMode::ReadWrite);
    fs::copy(&copy, test.file()).unwrap();
    notices(&test, &registry);
}

#[test]
fn it_is_left_as_it_is() {
    let (test, copy) = with_older_copy();
    let TestRegistry { folder, registry } = test;
    let file = folder.path().join("registry.db");
    fs::rename(&copy, &file).unwrap();
    let state = || ["", "-wal"].map(|end| fs::read(format!("{}{}", file.display(), end)).unwrap());
    let before = state();
    // Closing moves nothing from a log that belongs to another file.
    assert!(!before[1].is_empty());
    drop(registry);
    assert!(state() == before);
}

#[test]
fn changes_of_others_replace_nothing() {
    let test = TestRegistry::demo();
    let reader = test.again(OpenMode::ReadOnly);
    let ask = || {
        for (name, ask) in QUESTIONS.iter().take(10) {
            ask(&reader, test.folder.path()).unwrap_or_else(|error| panic!("{}: {}", name, error));
        }
    };
    ask();
    for user in ["Ken Myer", "Jo Berry"] {
        test.revoke(user);
        ask();
        // Whoever closes it moves the log into the file.
        drop(test.again(OpenMode::ReadWrite));
        ask();
    }
    // Rights and names are no content.
    let permissions = fs::metadata(test.file()).unwrap().permissions();
    fs::set_permissions(test.file(), permissions).unwrap();
    ask();
}

#[test]
fn a_service_that_stays_open_does_not_answer_from_a_file_that_was_moved_away() {
    let test = TestRegistry::demo();
    let service = test.again(OpenMode::ReadOnly);
    let (_, der) = crate::support::certificates("certificates").remove(0);
    let ask = || service.check_certificate(Presented::Der(&der), 0, &mut |_| ());
    assert!(ask().is_ok());
    fs::rename(test.file(), test.folder.path().join("old.db")).unwrap();
    fs::copy(test.folder.path().join("old.db"), test.file()).unwrap();
    assert!(matches!(ask(), Err(Error::RegistryUnavailable { .. })), "{:?}", ask());
    let reason = RevocationReason::Unspecified;
    let revocation = Revocation { user_key: UserKey(1), certificate_key: None, reason, reason_text: None };
    let written = test.registry.revoke(&[revocation], false, &mut |_, _, _, _| Ok(()));
    assert!(matches!(written, Err(Error::RegistryUnavailable { .. })), "{:?}", written);
}

#[test]
#[cfg(unix)]
fn what_the_operating_system_says_is_not_taken_for_that() {
    let test = TestRegistry::demo();
    fs::rename(test.file(), test.folder.path().join("elsewhere.db")).unwrap();
    std::os::unix::fs::symlink(test.file(), test.file()).unwrap();

    for (name, ask) in QUESTIONS {
        match ask(&test.registry, test.folder.path()) {
            Err(Error::RegistryUnavailable { reason, .. }) if reason.contains("symbolic links") => {}
            other => panic!("{}: {:?}", name, other),
        }
    }
}
