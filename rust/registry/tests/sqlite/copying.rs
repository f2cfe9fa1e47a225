//! Copies from file to file.

use cscert_registry::error::Error;
use cscert_registry::model::audit::AuditSelection;
use cscert_registry::platform::caller::Caller;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::{Location, OpenMode};

use crate::support::{dump, used, TestRegistry};

fn target(test: &TestRegistry, name: &str) -> Registry {
    let location = Location::file(test.folder.path().join(name), OpenMode::CreateWhenFilled);
    Registry::open(&location, Caller::current("Test")).unwrap()
}

#[test]
fn a_copy_is_another_registry_with_everything_of_the_first() {
    let test = TestRegistry::empty();
    used::fill(&test);
    let mut target = target(&test, "copy.db");
    test.registry.copy_to(&mut target).unwrap();
    assert_ne!(target.id(), test.registry.id());
    let copy = test.folder.path().join("copy.db");
    assert_eq!(dump::copied(&copy), dump::copied(&test.file()));
    // It goes on, and so does its audit log.
    let before = test.registry.describe(true).unwrap();
    let after = target.describe(true).unwrap();
    assert_eq!((before.findings, after.findings), (Some(Vec::new()), Some(Vec::new())));
    assert_eq!(target.expected_head_finding(&before.audit_head.to_string()), Ok(None));
    assert_eq!(after.audit_head.sequence, before.audit_head.sequence + 1);
    let mut entries = Vec::new();
    let selection = AuditSelection { action: Some("Copy".to_owned()), ..AuditSelection::default() };
    let mut collect = |entry: &cscert_registry::model::audit::AuditEntry| {
        entries.push((entry.outcome.clone(), entry.certificates, entry.detail.clone().unwrap()));
        Ok(())
    };
    target.audit_after(&selection, 0, 10, &mut collect).unwrap();
    let (outcome, certificates, detail) = entries.pop().unwrap();
    assert_eq!((outcome.as_str(), certificates, entries.len()), ("Succeeded", before.counts.certificates, 0));
    let detail: serde_json::Value = serde_json::from_str(&detail).unwrap();
    assert_eq!(detail["from"], test.file().display().to_string());
    assert_eq!(detail["to"], copy.display().to_string());
    assert_eq!(detail["auditEntries"], before.counts.audit_entries);
    let copy = TestRegistry { registry: target, folder: test.folder };
    copy.import(&crate::support::made::numbered_entry(99));
    copy.publish_for(&crate::support::made::lasting_certificate(99, 1), Some("User 0099")).unwrap();
    assert_eq!(copy.revoke("User 0099"), 1);
    assert_eq!(copy.findings(), Vec::<String>::new());
}

#[test]
fn a_registry_with_anything_in_it_is_not_filled() {
    let test = TestRegistry::empty();
    test.fill_with_demo();
    let mut other = TestRegistry::empty();
    other
        .registry
        .record_refusal_text(cscert_registry::model::audit::Action::Revoke, None, None, "x")
        .unwrap();
    let before = other.everything();
    let refused = test.registry.copy_to(&mut other.registry);
    assert!(matches!(refused, Err(Error::RegistryNotEmpty { .. })), "{:?}", refused);
    assert_eq!(other.everything(), before);
    // It is what it was: its seals are those of its own secret.
    other.fill_with_demo();
    assert_eq!(other.findings(), Vec::<String>::new());
}

#[test]
fn a_copy_of_nothing_is_a_registry() {
    let test = TestRegistry::empty();
    test.registry.copy_to(&mut target(&test, "copy.db")).unwrap();
    assert_eq!(target(&test, "copy.db").describe(true).unwrap().counts.audit_entries, 1);
}

#[test]
fn what_is_damaged_is_not_copied() {
    let test = TestRegistry::empty();
    test.fill_with_demo();
    let tampered = [
        ("UPDATE certificate SET not_after = not_after + 1 WHERE certificate_key = 7", "seal"),
        ("DELETE FROM certificate_content WHERE certificate_key = 7", "seal"),
        ("DELETE FROM user_word WHERE word = (SELECT word FROM user_word LIMIT 1)", "completion index"),
        ("INSERT INTO audit SELECT sequence + 1, time, operating_system_user, host, process, command, action, outcome, reason,
            user_key, user_name, 0, detail, account, login_user, remote_caller, hash, hash FROM audit ORDER BY sequence DESC LIMIT 1", "hash"),
    ];
    for (number, (sql, words)) in tampered.into_iter().enumerate() {
        let backup = test.folder.path().join(format!("{}.db", number));
        test.registry.back_up(&backup, Default::default()).unwrap();
        assert_eq!(dump::connect(&backup).execute(sql, []).unwrap(), 1, "{}", sql);
        let source =
            Registry::open(&Location::file(&backup, OpenMode::ReadOnly), Caller::current("Test")).unwrap();
        match source.copy_to(&mut target(&test, "copy.db")) {
            Err(Error::RegistryCorrupt { location, reason }) => {
                assert!(reason.contains(words), "{}: {}", sql, reason);
                assert_eq!(location, backup.display().to_string());
            }
            other => panic!("{}: {:?}", sql, other),
        }
        assert!(!test.folder.path().join("copy.db").exists());
    }
}

#[test]
fn an_interrupt_of_either_side_leaves_nothing() {
    let test = TestRegistry::empty();
    test.fill_with_demo();
    for is_source in [true, false] {
        let source = test.again(OpenMode::ReadOnly);
        let mut target = target(&test, "copy.db");
        if is_source { source.interrupter() } else { target.interrupter() }.interrupt();
        assert_eq!(source.copy_to(&mut target), Err(Error::Interrupted));
        drop(target);
        let mut names: Vec<_> = std::fs::read_dir(test.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["registry.db", "registry.db-shm", "registry.db-wal"]);
    }
}
