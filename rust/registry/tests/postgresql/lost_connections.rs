//! Connections that the server ends.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use cscert_registry::error::Error;
use cscert_registry::model::certificate::{Revocation, RevocationReason};
use cscert_registry::operations::import::{Import, ImportOptions};

use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::{postgresql, TestRegistry};

#[test]
fn an_idle_connection_is_made_anew() {
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    postgresql::cut(test.folder.path());
    assert_eq!(test.certificate_count("User 0001"), Ok(0));
    postgresql::cut(test.folder.path());
    test.publish(&lasting_certificate(1, 1)).unwrap();
    postgresql::cut(test.folder.path());
    assert_eq!(test.revoke("User 0001"), 1);
    postgresql::cut(test.folder.path());
    assert!(test.findings().is_empty());
}

/// Does something while a table is locked, and ends its connection once it waits for the lock: its question is on its way then.
fn cut_while_it_waits<T>(test: &TestRegistry, table: &str, act: impl FnOnce() -> T) -> T {
    let mut client = postgresql::connect(&postgresql::as_superuser(test.folder.path()));
    let lock = format!("begin; lock table cscert.{} in access exclusive mode", table);
    let (locked, wait) = mpsc::channel();
    let cutter = thread::spawn(move || {
        client.script(&lock).unwrap();
        locked.send(()).unwrap();
        const END: &str = "select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and wait_event_type = 'Lock'";
        let mut ended: i64 = 0;
        while ended == 0 {
            thread::sleep(Duration::from_millis(10));
            ended = client.query_one(END, &[], |row| row.get(0)).unwrap().unwrap();
        }
        client.script("rollback").unwrap();
    });
    wait.recv().unwrap();
    let answer = act();
    cutter.join().unwrap();
    answer
}

#[test]
fn what_loses_its_connection_with_its_first_question_is_done_on_another() {
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    test.publish(&lasting_certificate(1, 1)).unwrap();
    assert_eq!(cut_while_it_waits(&test, "users", || test.certificate_count("User 0001")), Ok(1));
    cut_while_it_waits(&test, "writer", || test.publish(&lasting_certificate(1, 2))).unwrap();
    cut_while_it_waits(&test, "writer", || test.import(&numbered_entry(2)));
    assert_eq!(cut_while_it_waits(&test, "change", || test.revoke("User 0001")), 2);
    assert!(cut_while_it_waits(&test, "users", || test.findings()).is_empty());
}

#[test]
fn a_revocation_that_loses_its_connection_before_its_commit_is_not_taken_for_done() {
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    test.publish(&lasting_certificate(1, 1)).unwrap();
    let all = Revocation {
        user_key: test.key("User 0001"),
        certificate_key: None,
        reason: RevocationReason::Superseded,
        reason_text: None,
    };

    // Whoever is told reads what was revoked, in the same transaction.
    let revoked = test.registry.revoke(&[all], false, &mut |registry, _, user, certificate| {
        postgresql::cut(test.folder.path());
        registry.certificate(user, certificate, &mut |_| {})
    });
    assert!(matches!(revoked, Err(Error::RegistryUnavailable { .. })), "{:?}", revoked);
    assert_eq!(test.certificate_count("User 0001"), Ok(1));

    // Whoever reads nothing leaves it to the commit, which is repeated.
    let mut cuts = 0;
    let revoked = test.registry.revoke(&[all], false, &mut |_, _, _, _| {
        cuts += 1;
        postgresql::cut(test.folder.path());
        Ok(())
    });
    assert_eq!((revoked, cuts), (Ok(vec![Ok(1)]), 1));
    assert_eq!(test.certificate_count("User 0001"), Ok(0));
    assert!(test.findings().is_empty());
}

#[test]
fn an_import_that_loses_its_connection_is_undone() {
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    let before = test.everything();
    let mut import = Import::new(ImportOptions::default());
    import.ldif("x", (numbered_entry(2) + &numbered_entry(3)).as_bytes(), true).unwrap();
    assert_eq!(import.apply(&test.registry, 1, false).unwrap().processed, 1);
    postgresql::cut(test.folder.path());
    assert!(import.apply(&test.registry, 10, false).is_err());
    assert_eq!(test.everything(), before);
    test.import(&numbered_entry(2));
    assert!(test.findings().is_empty());
}
