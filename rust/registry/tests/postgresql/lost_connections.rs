//! Connections that the server ends.

use cscert_registry::operations::import::{Import, ImportOptions};

use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::{postgresql, TestRegistry};

/// Ends all connections to the test's database but its own.
fn cut(test: &TestRegistry) {
    let mut client = postgresql::connect(&postgresql::as_superuser(test.folder.path()));
    client
        .script("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
        .unwrap();
}

#[test]
fn an_idle_connection_is_made_anew() {
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    cut(&test);
    assert_eq!(test.certificate_count("User 0001"), Ok(0));
    cut(&test);
    test.publish(&lasting_certificate(1, 1)).unwrap();
    cut(&test);
    assert_eq!(test.revoke("User 0001"), 1);
    cut(&test);
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
    cut(&test);
    assert!(import.apply(&test.registry, 10, false).is_err());
    assert_eq!(test.everything(), before);
    test.import(&numbered_entry(2));
    assert!(test.findings().is_empty());
}
