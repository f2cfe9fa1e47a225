//! PgBouncer in session mode between the registry and its server.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use cscert_registry::error::Error;
use cscert_registry::model::certificate::{Revocation, RevocationReason};
use cscert_registry::operations::import::{Import, ImportOptions};
use cscert_registry::operations::publish::Publication;
use cscert_registry::platform::caller::Caller;
use cscert_registry::query::identity::Identity;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::Location;
use cscert_registry::store::postgresql::Server;

use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::{postgresql, skip, TestRegistry};

#[test]
fn a_registry_is_used_through_it() {
    let test = TestRegistry::empty();
    let config = match postgresql::through_pool(test.folder.path()) {
        Some(config) => config,
        None => return skip("PgBouncer is not installed"),
    };
    let server = Arc::new(Server::new(config));
    let open = || Registry::open(&Location::Server(server.clone()), Caller::current("Test")).unwrap();

    let registry = open();
    let mut import = Import::new(ImportOptions::default());
    import.ldif("x", (numbered_entry(1) + &numbered_entry(2)).as_bytes(), true).unwrap();
    while !import.apply(&registry, 10, false).unwrap().finished {}
    let der = lasting_certificate(1, 1);
    let publication = Publication { der: &der, identity: None, device_id: None, publication_time: 1 };
    assert!(registry.publish(&[publication], false, &mut |_, _, _| Ok(())).unwrap()[0].is_ok());
    drop(registry);

    // The next registry has the connection that was kept, with the statements that were prepared on it.
    let registry = open();
    let identities = [Identity::text("User 0001"), Identity::text("User 0002")];
    registry.ask_ahead(&identities, &[]).unwrap();
    registry.take_answers().unwrap();
    let user_key = registry.resolve(&identities[0]).unwrap().key;
    let reason = RevocationReason::Superseded;
    let all = Revocation { user_key, certificate_key: None, reason, reason_text: None };
    assert_eq!(registry.revoke(&[all], false, &mut |_, _, _, _| Ok(())), Ok(vec![Ok(1)]));
    assert!(registry.describe(true).unwrap().findings.unwrap().is_empty());
    assert!(test.findings().is_empty());
}

#[test]
fn what_waits_is_interrupted_through_it() {
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    let config = match postgresql::through_pool(test.folder.path()) {
        Some(config) => config,
        None => return skip("PgBouncer is not installed"),
    };
    let registry = Registry::open(&Location::server(config), Caller::current("Test")).unwrap();
    let mut locker = postgresql::connect(&postgresql::as_superuser(test.folder.path()));
    locker.script("begin; lock table cscert.users in access exclusive mode").unwrap();

    let interrupter = registry.interrupter();
    let interrupt = thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        interrupter.interrupt();
    });
    assert_eq!(registry.resolve(&Identity::text("User 0001")).map(|_| ()), Err(Error::Interrupted));
    interrupt.join().unwrap();

    // The server gave up as well.
    const WAITING: &str = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while locker.query_one(WAITING, &[], |row| row.get::<i64>(0)).unwrap() != Some(0) {
        thread::sleep(Duration::from_millis(10));
    }
}
