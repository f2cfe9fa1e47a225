//! Several clients that go on revoking while their server is treated badly.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use cscert_postgresql::Config;
use cscert_registry::model::audit::AuditSelection;
use cscert_registry::model::certificate::{Revocation, RevocationReason};
use cscert_registry::model::keys::UserKey;
use cscert_registry::platform::caller::Caller;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::Location;

use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::TestRegistry;

const WRITERS: u32 = 4;

/// How often something is done to the server: CSCERT_TEST_ROUNDS times, if that is set.
pub fn rounds() -> u32 {
    std::env::var("CSCERT_TEST_ROUNDS").map_or(3, |rounds| rounds.parse().unwrap())
}

/// More than they can need, unless they have given up.
const LONG: Duration = Duration::from_secs(60);

/// A registry of users with a certificate each, so many for each writer.
pub fn registry(of_each: u32) -> TestRegistry {
    let test = TestRegistry::empty();
    test.import(&(1..=WRITERS * of_each).map(numbered_entry).collect::<String>());
    for number in 1..=WRITERS * of_each {
        test.publish(&lasting_certificate(number, number.into())).unwrap();
    }
    test
}

/// Each writer revokes the certificates of its users, one after the other, and takes no error for an answer. Meanwhile `disturb` is called with
/// something that waits until so many are acknowledged.
pub fn revoke_all(config: &Config, of_each: u32, disturb: impl FnOnce(&dyn Fn(u32))) {
    let acknowledged = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let acknowledged = &acknowledged;
            let registry = open(config);
            scope.spawn(move || {
                for number in 1..=of_each {
                    let revocation = Revocation {
                        user_key: UserKey((writer * of_each + number).into()),
                        certificate_key: None,
                        reason: RevocationReason::Superseded,
                        reason_text: None,
                    };
                    let revoked = registry.revoke(&[revocation], false, &mut |_, _, _, _| Ok(()));
                    assert_eq!(revoked, Ok(vec![Ok(1)]), "user {} of writer {}", number, writer);
                    acknowledged.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        disturb(&|count| {
            let start = Instant::now();
            while acknowledged.load(Ordering::SeqCst) < count {
                assert!(start.elapsed() < LONG, "the writers do not go on");
                std::thread::yield_now();
            }
        });
    });
    assert_eq!(acknowledged.into_inner(), WRITERS * of_each);
}

/// Nothing that was acknowledged is lost, and nothing was done twice.
pub fn assert_all_revoked_once(test: &TestRegistry, of_each: u32) {
    let selection = AuditSelection { action: Some("Revoke".to_owned()), ..AuditSelection::default() };
    let revoked: u64 = test.audit(&selection).iter().map(|entry| entry.certificates).sum();
    assert_eq!(revoked, u64::from(WRITERS * of_each));
    for number in 1..=WRITERS * of_each {
        assert_eq!(test.certificate_count(&format!("User {:04}", number)), Ok(0));
    }
    assert!(test.findings().is_empty());
}

pub fn open(config: &Config) -> Registry {
    Registry::open(&Location::server(config.clone()), Caller::current("Test")).unwrap()
}
