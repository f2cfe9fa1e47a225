//! Several clients that change the same registry.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use cscert_registry::error::Error;
use cscert_registry::model::audit::AuditSelection;
use cscert_registry::model::certificate::{Revocation, RevocationReason};
use cscert_registry::model::keys::UserKey;
use cscert_registry::operations::import::{Import, ImportOptions};
use cscert_registry::operations::publish::Publication;
use cscert_registry::platform::caller::Caller;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::Location;

use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::{postgresql, TestRegistry};

const USERS: u32 = 40;

fn registry() -> TestRegistry {
    let test = TestRegistry::empty();
    test.import(&(1..=USERS).map(numbered_entry).collect::<String>());
    for number in 1..=USERS {
        test.publish(&lasting_certificate(number, number.into())).unwrap();
    }
    test
}

fn connect(test: &TestRegistry) -> Registry {
    Registry::open(&Location::server(postgresql::registry_in(test.folder.path())), Caller::current("Test"))
        .unwrap()
}

/// Revokes users in that order; returns how many certificates were revoked.
fn revoke(registry: &Registry, users: impl Iterator<Item = i64>) -> u64 {
    let reason = RevocationReason::Superseded;
    let revocations: Vec<_> = users
        .map(|key| Revocation { user_key: UserKey(key), certificate_key: None, reason, reason_text: None })
        .collect();
    let revoked = registry.revoke(&revocations, false, &mut |_, _, _, _| Ok(())).unwrap();
    revoked.into_iter().map(Result::unwrap).sum()
}

#[test]
fn what_several_revoke_is_revoked_once() {
    let test = registry();
    let revoked = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for number in 0..4 {
            let (registry, revoked) = (connect(&test), &revoked);
            scope.spawn(move || {
                let users = 1..=i64::from(USERS);
                let own = match number % 2 {
                    0 => revoke(&registry, users),
                    _ => revoke(&registry, users.rev()),
                };
                revoked.fetch_add(own, Ordering::Relaxed);
            });
        }
    });
    assert_eq!(revoked.into_inner(), u64::from(USERS));
    let revocations = AuditSelection { action: Some("revoke".to_owned()), ..Default::default() };
    assert_eq!(test.audit(&revocations).len(), USERS as usize);
    assert!(test.findings().is_empty());
}

#[test]
fn others_revoke_during_an_import() {
    let test = registry();
    let mut import = Import::new(ImportOptions::default());
    let entries: String = (USERS + 1..USERS + 10).map(numbered_entry).collect();
    import.ldif("x", entries.as_bytes(), true).unwrap();
    import.apply(&test.registry, 3, false).unwrap();
    let other = connect(&test);
    assert_eq!(revoke(&other, 1..=5), 5);
    while !import.apply(&test.registry, 3, false).unwrap().finished {}
    assert_eq!(other.describe(false).unwrap().counts.users, u64::from(USERS) + 9);
    // The import's entry follows those that came in between.
    assert_eq!(test.audit(&AuditSelection::default()).pop().unwrap().action, "Import");
    assert!(test.findings().is_empty());
}

#[test]
fn who_waits_for_an_import_is_interrupted() {
    let test = registry();
    let mut import = Import::new(ImportOptions::default());
    import.ldif("x", numbered_entry(USERS + 1).as_bytes(), true).unwrap();
    import.apply(&test.registry, 0, false).unwrap();
    let other = connect(&test);
    let interrupter = other.interrupter();
    let publishing = std::thread::spawn(move || {
        let der = lasting_certificate(1, 100);
        let publication = Publication { der: &der, identity: None, device_id: None, publication_time: 1 };
        other.publish(&[publication], false, &mut |_, _, _| Ok(())).map(|_| ())
    });
    std::thread::sleep(Duration::from_millis(300));
    assert!(!publishing.is_finished());
    interrupter.interrupt();
    assert_eq!(publishing.join().unwrap(), Err(Error::Interrupted));
    assert!(import.apply(&test.registry, 10, false).unwrap().finished);
    assert_eq!(test.certificate_count("User 0001"), Ok(1));
}
