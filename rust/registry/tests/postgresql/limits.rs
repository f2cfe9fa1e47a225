//! Limits that a server's administrator has set.

use cscert_registry::error::Error;
use cscert_registry::operations::publish::Publication;
use cscert_registry::platform::caller::Caller;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::Location;

use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::{certificates_of, postgresql, TestRegistry};
use cscert_registry::query::identity::Identity;

fn one_user() -> TestRegistry {
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    test.publish(&lasting_certificate(1, 1)).unwrap();
    test
}

/// Opens the registry with a setting of the session.
fn open_with(test: &TestRegistry, name: &str, value: &str) -> Registry {
    let mut config = postgresql::registry_in(test.folder.path());
    config.set_setting(name, value);
    Registry::open(&Location::server(config), Caller::current("Test")).unwrap()
}

/// Why the registry is not available.
fn reason<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer {
        Err(Error::RegistryUnavailable { reason, .. }) => reason,
        other => panic!("{:?}", other),
    }
}

fn publish(registry: &Registry, serial: u64) -> Result<(), Error> {
    let der = lasting_certificate(1, serial);
    let publication = Publication { der: &der, identity: None, device_id: None, publication_time: 1 };
    registry.publish(&[publication], false, &mut |_, _, _| Ok(())).map(drop)
}

#[test]
fn too_many_connections_are_said_to_be_too_many() {
    let test = one_user();
    let mut server = postgresql::connect(&postgresql::as_superuser(test.folder.path()));
    let name: String = server.query_one("select current_database()", &[], |row| row.get(0)).unwrap().unwrap();
    server.execute(&format!("alter database {} connection limit 0", name), &[]).unwrap();
    let config = postgresql::registry_in(test.folder.path());
    let refused = Registry::open(&Location::server(config), Caller::current("Test")).map(drop);
    let reason = reason(refused);
    assert!(reason.contains("too many connections"), "{}", reason);
    // Whoever is connected goes on.
    assert_eq!(test.certificate_count("User 0001"), Ok(1));
}

#[test]
fn who_waits_too_long_for_a_lock_hears_whose_it_is() {
    let test = one_user();
    let impatient = open_with(&test, "lock_timeout", "50ms");
    let before = test.everything();
    let mut other = postgresql::connect(&postgresql::as_superuser(test.folder.path()));
    other.script("begin; select from cscert.writer for update").unwrap();
    assert_eq!(
        reason(publish(&impatient, 2)),
        "another import or publication is under way; try again when it has ended"
    );
    other.script("rollback; begin; lock table cscert.users in access exclusive mode").unwrap();
    let refused = certificates_of(&impatient, &Identity::text("User 0001"));
    let reason = reason(refused);
    assert!(reason.starts_with("another session has locked what is needed"), "{}", reason);
    other.script("rollback").unwrap();
    assert_eq!(test.everything(), before);
    publish(&impatient, 2).unwrap();
    assert_eq!(test.certificate_count("User 0001"), Ok(2));
}

#[test]
fn a_statement_that_takes_too_long_is_undone() {
    let test = one_user();
    let hurried = open_with(&test, "statement_timeout", "200ms");
    let before = test.everything();
    let mut other = postgresql::connect(&postgresql::as_superuser(test.folder.path()));
    other.script("begin; select from cscert.writer for update").unwrap();
    let reason = reason(publish(&hurried, 2));
    assert!(reason.contains("canceling statement due to statement timeout"), "{}", reason);
    other.script("rollback").unwrap();
    assert_eq!(test.everything(), before);
    publish(&hurried, 2).unwrap();
}
