//! Connections that are cut around a commit: before the server has heard of it, and before its answer arrives.

use std::sync::atomic::Ordering;

use cscert_registry::error::Error;
use cscert_registry::model::audit::AuditSelection;
use cscert_registry::model::certificate::{Revocation, RevocationReason};
use cscert_registry::operations::import::{Import, ImportOptions};
use cscert_registry::operations::publish::Publication;
use cscert_registry::operations::restore::Restored;
use cscert_registry::platform::caller::Caller;
use cscert_registry::query::identity::Identity;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::Location;

use crate::proxy::{Proxy, CUT_AFTER, CUT_BEFORE, DONE};
use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::{postgresql, user_keys, TestRegistry};

/// A registry with a user that has a certificate, and a handle through a proxy.
fn registry() -> (TestRegistry, Proxy, Registry) {
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    test.publish(&lasting_certificate(1, 1)).unwrap();
    let proxy = Proxy::start(postgresql::address());
    let config = postgresql::through(test.folder.path(), proxy.port);
    let registry = Registry::open(&Location::server(config), Caller::current("Test")).unwrap();
    (test, proxy, registry)
}

#[test]
fn a_revocation_is_repeated_and_done_once() {
    for cut in [CUT_BEFORE, CUT_AFTER] {
        let (test, proxy, registry) = registry();
        let user_key = registry.resolve(&Identity::text("User 0001")).unwrap().key;
        let reason = RevocationReason::Superseded;
        let revocation = Revocation { user_key, certificate_key: None, reason, reason_text: None };
        proxy.next.store(cut, Ordering::SeqCst);
        let mut visited = 0;
        let revoked = registry.revoke(&[revocation], false, &mut |_, _, _, _| {
            visited += 1;
            Ok(())
        });
        assert_eq!((revoked, visited), (Ok(vec![Ok(1)]), 1));
        assert_eq!(proxy.next.load(Ordering::SeqCst), DONE);
        let revocations = AuditSelection { action: Some("Revoke".to_owned()), ..Default::default() };
        assert_eq!(test.audit(&revocations).len(), 1);
        assert!(test.findings().is_empty());
    }
}

#[test]
fn a_restoration_is_repeated_and_done_once() {
    for cut in [CUT_BEFORE, CUT_AFTER] {
        let (test, proxy, registry) = registry();
        let user_key = registry.resolve(&Identity::text("User 0001")).unwrap().key;
        let reason = RevocationReason::CertificateHold;
        let hold = Revocation { user_key, certificate_key: None, reason, reason_text: None };
        registry.revoke(&[hold], false, &mut |_, _, _, _| Ok(())).unwrap();
        proxy.next.store(cut, Ordering::SeqCst);
        let restoration = Revocation::off_hold(user_key, None);
        let restored = registry.restore(&[restoration], false, &mut |_, _, _, _| Ok(())).unwrap();
        assert_eq!(restored, [Ok(Restored { certificates: 1, refused: Vec::new() })]);
        assert_eq!(proxy.next.load(Ordering::SeqCst), DONE);
        let restorations = AuditSelection { action: Some("Restore".to_owned()), ..Default::default() };
        assert_eq!(test.audit(&restorations).len(), 1);
        assert_eq!(test.certificate_count("User 0001"), Ok(1));
        assert!(test.findings().is_empty());
    }
}

#[test]
fn who_publishes_hears_what_became_of_it() {
    for (cut, count) in [(CUT_BEFORE, 1), (CUT_AFTER, 2)] {
        let (test, proxy, registry) = registry();
        let der = lasting_certificate(1, 2);
        proxy.next.store(cut, Ordering::SeqCst);
        let published = registry.publish(&[publication_of(&der)], false, &mut |_, _, _| Ok(()));
        match published {
            Err(error) if cut == CUT_BEFORE => assert_nothing_was_changed(&error),
            Ok(published) if cut == CUT_AFTER => {
                assert_eq!(published[0].as_ref().map(|published| published.already), Ok(false))
            }
            other => panic!("{:?}", other),
        }
        assert_eq!(test.certificate_count("User 0001"), Ok(count));
        let published = registry.publish(&[publication_of(&der)], false, &mut |_, _, _| Ok(())).unwrap();
        assert_eq!(published[0].as_ref().map(|published| published.already), Ok(count == 2));
        assert_eq!(test.certificate_count("User 0001"), Ok(2));
        assert!(test.findings().is_empty());
    }
}

#[test]
fn who_imports_hears_what_became_of_it() {
    for cut in [CUT_BEFORE, CUT_AFTER] {
        let (test, proxy, registry) = registry();
        let mut import = Import::new(ImportOptions::default());
        import.ldif("x", numbered_entry(2).as_bytes(), true).unwrap();
        proxy.next.store(cut, Ordering::SeqCst);
        let applied = loop {
            match import.apply(&registry, 10, false) {
                Ok(summary) if !summary.finished => {}
                ended => break ended,
            }
        };
        match applied {
            Err(error) if cut == CUT_BEFORE => assert_nothing_was_changed(&error),
            Ok(_) if cut == CUT_AFTER => {}
            other => panic!("{:?}", other),
        }
        assert_eq!(user_keys(&test.registry).len(), if cut == CUT_AFTER { 2 } else { 1 });
        assert!(test.findings().is_empty());
    }
}

fn assert_nothing_was_changed(error: &Error) {
    match error {
        Error::RegistryUnavailable { reason, .. } => {
            assert!(reason.ends_with("nothing was changed; try again"), "{}", reason)
        }
        other => panic!("{:?}", other),
    }
}

fn publication_of(der: &[u8]) -> Publication<'_> {
    Publication { der, identity: None, device_id: None, publication_time: 1 }
}

#[test]
fn who_copies_hears_what_became_of_it() {
    for (cut, users) in [(CUT_BEFORE, 0), (CUT_AFTER, 1)] {
        let source = TestRegistry::empty_file();
        source.import(&numbered_entry(1));
        let target = TestRegistry::empty();
        let proxy = Proxy::start(postgresql::address());
        let mut config = postgresql::through(target.folder.path(), proxy.port);
        config.set_user("cscert_owner_tester");
        let mut registry = Registry::open(&Location::server(config), Caller::current("Test")).unwrap();
        proxy.next.store(cut, Ordering::SeqCst);
        match source.registry.copy_to(&mut registry) {
            Err(error) if cut == CUT_BEFORE => assert_nothing_was_changed(&error),
            Ok(()) if cut == CUT_AFTER => {}
            other => panic!("{:?}", other),
        }
        assert_eq!(proxy.next.load(Ordering::SeqCst), DONE);
        assert_eq!(target.another().unwrap().describe(false).unwrap().counts.users, users);
    }
}
