//! Who may do what.

use cscert_postgresql::Config;
use cscert_registry::error::{Error, Result};
use cscert_registry::model::audit::AuditSelection;
use cscert_registry::model::certificate::{Revocation, RevocationReason};
use cscert_registry::operations::import::{Import, ImportOptions};
use cscert_registry::operations::publish::Publication;
use cscert_registry::platform::caller::Caller;
use cscert_registry::query::identity::Identity;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::Location;
use cscert_registry::store::postgresql::{install, Installed, Server};

use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::{certificates_of, postgresql, TestRegistry};

/// The registry as a member of that role sees it, and what it says of itself.
fn connect(test: &TestRegistry, role: &str) -> Registry {
    Registry::open(&Location::server(config(test, role)), Caller::current("Test")).unwrap()
}

fn config(test: &TestRegistry, role: &str) -> Config {
    postgresql::as_member_of(test.folder.path(), role)
}

fn revoke(registry: &Registry) -> Result<()> {
    let user_key = registry.resolve(&Identity::text("User 0001")).unwrap().key;
    let reason = RevocationReason::Unspecified;
    let revocation = Revocation { user_key, certificate_key: None, reason, reason_text: None };
    registry.revoke(&[revocation], false, &mut |_, _, _, _| Ok(())).map(|_| ())
}

fn restore(registry: &Registry) -> Result<()> {
    let user_key = registry.resolve(&Identity::text("User 0001")).unwrap().key;
    let restoration = Revocation::off_hold(user_key, None);
    registry.restore(&[restoration], false, &mut |_, _, _, _| Ok(())).map(|_| ())
}

fn publish(registry: &Registry) -> Result<()> {
    let der = lasting_certificate(1, 2);
    let publication = Publication { der: &der, identity: None, device_id: None, publication_time: 1 };
    registry.publish(&[publication], false, &mut |_, _, _| Ok(())).map(|_| ())
}

fn import(registry: &Registry) -> Result<()> {
    let mut import = Import::new(ImportOptions::default());
    import.ldif("x", numbered_entry(3).as_bytes(), true)?;
    import.apply(registry, 10, false).map(|_| ())
}

fn audit(registry: &Registry) -> Result<()> {
    registry.audit_after(&AuditSelection::default(), 0, 10, &mut |_| Ok(())).map(|_| ())
}

fn registry() -> TestRegistry {
    let test = TestRegistry::empty();
    test.import(&(numbered_entry(1) + &numbered_entry(2)));
    test.publish(&lasting_certificate(1, 1)).unwrap();
    test
}

#[test]
fn each_role_allows_its_own() {
    let test = registry();
    type Deed = fn(&Registry) -> Result<()>;
    let deeds: [(&str, Deed); 5] = [
        ("cscert_publisher", publish),
        ("cscert_revoker", revoke),
        ("cscert_revoker", restore),
        ("cscert_importer", import),
        ("cscert_auditor", audit),
    ];
    for role in ["cscert_reader", "cscert_publisher", "cscert_revoker", "cscert_importer", "cscert_auditor"] {
        let registry = connect(&test, role);
        assert!(certificates_of(&registry, &Identity::text("User 0001")).is_ok());
        assert_eq!(
            registry.describe(false).unwrap().counts.users,
            if role == "cscert_auditor" { 3 } else { 2 }
        );
        for (needed, deed) in deeds {
            match deed(&registry) {
                Ok(()) => assert_eq!(role, needed),
                Err(Error::AccessDenied { reason, .. }) => {
                    assert!(role != needed && reason.contains(needed), "{}: {}", role, reason);
                }
                Err(error) => panic!("{}: {}", role, error),
            }
        }
    }
}

#[test]
fn who_has_no_role_is_told_which() {
    let test = registry();
    let mut nobody = config(&test, "cscert_reader");
    nobody.set_user("cscert_nobody");
    match Registry::open(&Location::server(nobody), Caller::current("Test")).map(|_| ()) {
        Err(Error::AccessDenied { reason, .. }) => assert!(reason.contains("cscert_reader"), "{}", reason),
        other => panic!("{:?}", other),
    }
}

#[test]
fn installing_again_changes_nothing() {
    let test = registry();
    let before = test.everything();
    let again = install(&Server::new(postgresql::as_superuser(test.folder.path()))).unwrap();
    assert_eq!(again, Installed { found: 1, version: 1 });
    assert_eq!(test.everything(), before);
    assert!(test.findings().is_empty());
}

#[test]
fn no_superuser_is_needed() {
    let test = TestRegistry::empty();
    let config = postgresql::empty_database_of_an_installer(test.folder.path());
    let server = Server::new(config);
    assert_eq!(install(&server).unwrap(), Installed { found: 0, version: 1 });
    assert_eq!(install(&server).unwrap(), Installed { found: 1, version: 1 });
    let registry = Registry::open(
        &Location::server(postgresql::registry_in(test.folder.path())),
        Caller::current("Test"),
    )
    .unwrap();
    import(&registry).unwrap();
    assert!(registry.describe(true).unwrap().findings.unwrap().is_empty());
}
