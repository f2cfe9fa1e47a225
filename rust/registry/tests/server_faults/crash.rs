//! A server that crashes and is started again, or isn't.

use std::thread;
use std::time::Duration;

use cscert_registry::error::{Error, Result};
use cscert_registry::model::audit::AuditSelection;
use cscert_registry::model::certificate::{Revocation, RevocationReason};
use cscert_registry::model::keys::UserKey;
use cscert_registry::operations::publish::Publication;
use cscert_registry::store::WriteOptions;

use crate::cluster::Cluster;
use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::{postgresql, TestRegistry};
use crate::writers::{assert_all_revoked_once, open, registry, revoke_all, rounds};

/// What a command asks, and the table that its question waits for here.
struct Command {
    name: &'static str,
    table: &'static str,
    ask: fn(&TestRegistry) -> Result<()>,
}

const READERS: [Command; 5] = [
    Command { name: "find", table: "users", ask: |test| test.find("User 0001").map(drop) },
    Command {
        name: "certificates",
        table: "certificate",
        ask: |test| test.certificate_count("User 0001").map(drop),
    },
    Command {
        name: "list",
        table: "users",
        ask: |test| test.registry.users_after(&Default::default(), UserKey(0), 9, &mut |_| Ok(())).map(drop),
    },
    Command {
        name: "audit",
        table: "audit",
        ask: |test| test.registry.audit_after(&AuditSelection::default(), 0, 9, &mut |_| Ok(())).map(drop),
    },
    Command { name: "check", table: "users", ask: |test| test.registry.describe(true).map(drop) },
];

// It reads all in one transaction.
const BACK_UP: Command = Command {
    name: "back up",
    table: "certificate_content",
    ask: |test| {
        let options = WriteOptions { replace: true, dry_run: false };
        test.registry.back_up(&test.folder.path().join("backup"), options)
    },
};

// Each after the ones before it.
const WRITERS: [Command; 4] = [
    Command {
        name: "import",
        table: "writer",
        ask: |test| test.import_with(&numbered_entry(2), Default::default()).map(drop),
    },
    Command {
        name: "publish",
        table: "writer",
        ask: |test| {
            let der = lasting_certificate(2, 2);
            let publication = Publication { der: &der, identity: None, device_id: None, publication_time: 1 };
            let published = test.registry.publish(&[publication], false, &mut |_, _, _| Ok(()))?;
            published.into_iter().next().unwrap().map(drop)
        },
    },
    Command {
        name: "revoke",
        table: "change",
        ask: |test| {
            let hold = Revocation {
                user_key: test.key("User 0001"),
                certificate_key: None,
                reason: RevocationReason::CertificateHold,
                reason_text: None,
            };
            let revoked = test.registry.revoke(&[hold], false, &mut |_, _, _, _| Ok(()))?;
            assert_eq!(revoked, [Ok(1)]);
            Ok(())
        },
    },
    Command {
        name: "restore",
        table: "change",
        ask: |test| {
            let restoration = Revocation::off_hold(test.key("User 0001"), None);
            let restored = test.registry.restore(&[restoration], false, &mut |_, _, _, _| Ok(()))?;
            assert_eq!(restored[0].as_ref().unwrap().certificates, 1);
            Ok(())
        },
    },
];

/// Asks while a table is locked; once the question waits for the lock, `disturb` is called.
fn while_it_waits(test: &mut TestRegistry, command: &Command, disturb: impl FnOnce()) -> Result<()> {
    let mut client = postgresql::connect(&postgresql::as_superuser(test.folder.path()));
    let lock = format!("begin; lock table cscert.{} in access exclusive mode", command.table);
    client.script(&lock).unwrap();
    thread::scope(|scope| {
        let asking = scope.spawn(move || (command.ask)(test));
        const WAITERS: &str = "select count(*) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'";
        while client.query_one(WAITERS, &[], |row| row.get::<i64>(0)).unwrap() == Some(0) {
            assert!(!asking.is_finished(), "{} did not wait", command.name);
            thread::sleep(Duration::from_millis(10));
        }
        disturb();
        asking.join().unwrap()
    })
}

fn one_user() -> TestRegistry {
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    test.publish(&lasting_certificate(1, 1)).unwrap();
    test
}

#[test]
fn a_crash_costs_writers_nothing_but_time() {
    let of_each = 20 * rounds();
    let mut cluster = Cluster::of_one_test();
    let test = registry(of_each);
    revoke_all(&postgresql::registry_in(test.folder.path()), of_each, |wait_until_acknowledged| {
        for crash in 1..=rounds() {
            wait_until_acknowledged(crash * 60);
            cluster.crash();
            cluster.start_again();
        }
    });
    assert_all_revoked_once(&test, of_each);
}

#[test]
fn every_command_goes_on_when_the_server_is_back() {
    let mut cluster = Cluster::of_one_test();
    let mut test = one_user();
    for command in READERS.iter().chain(&WRITERS) {
        let answer = while_it_waits(&mut test, command, || {
            cluster.crash();
            cluster.start_again();
        });
        assert_eq!(answer, Ok(()), "{}", command.name);
    }
    assert_eq!(test.certificate_count("User 0001"), Ok(1));
    assert_eq!(test.certificate_count("User 0002"), Ok(1));
    assert!(test.findings().is_empty());
}

#[test]
fn no_command_waits_for_ever_for_a_server_that_is_gone() {
    let mut cluster = Cluster::of_one_test();
    let mut test = one_user();
    let before = test.everything();
    let mut impatient = postgresql::registry_in(test.folder.path());
    impatient.connect_timeout = Duration::from_secs(1);
    for command in [&READERS[0], &BACK_UP, &WRITERS[0], &WRITERS[2]] {
        test.registry = open(&impatient);
        let answer = while_it_waits(&mut test, command, || cluster.crash());
        assert!(matches!(answer, Err(Error::RegistryUnavailable { .. })), "{}: {:?}", command.name, answer);
        cluster.start_again();
        assert_eq!(test.everything(), before, "{}", command.name);
    }
    assert!(!test.folder.path().join("backup").exists());
}

#[test]
fn who_waits_for_a_server_to_come_back_is_interrupted() {
    let mut cluster = Cluster::of_one_test();
    let mut test = one_user();
    let find = &READERS[0];
    let interrupter = test.registry.interrupter();
    let answer = while_it_waits(&mut test, find, || {
        cluster.crash();
        thread::sleep(Duration::from_millis(200));
        interrupter.interrupt();
    });
    assert_eq!(answer, Err(Error::Interrupted));
}
