//! Makes the fixture of the newest schema version: the demo's registry after some use, and what it answers. `./build.sh fixture` runs
//! it; a version that was released keeps its fixture for good.

#[path = "../tests/support/mod.rs"]
mod support;

use cscert_registry::error::Error;
use cscert_registry::model::certificate::Revocation;
use cscert_registry::model::certificate::RevocationReason;
use cscert_registry::operations::publish::Publication;
use cscert_registry::platform::caller::Caller;
use cscert_registry::query::identity::Identity;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::{Location, OpenMode};
use cscert_registry::store::WriteOptions;
use support::{answers, certificates_of, data, TestRegistry};

/// What a fixture is kept in.
fn engine() -> support::engine::Engine {
    support::engine::Engine::File
}

/// Nobody's machine: what stands in the audit is published.
fn caller() -> Caller {
    Caller {
        operating_system_user: "LITWAREINC\\administrator".to_owned(),
        host: "dc01".to_owned(),
        process: "pwsh (1234)".to_owned(),
        command: "Fixture".to_owned(),
    }
}

/// One of everything that tables and columns are for.
fn use_it(test: &TestRegistry) {
    test.revoke("Ken Myer");
    let (user_key, certificates) =
        certificates_of(&test.registry, &Identity::text("Pilar Ackerman")).unwrap();
    let one = Revocation {
        user_key,
        certificate_key: Some(certificates[0].key),
        reason: RevocationReason::Superseded,
        reason_text: None,
    };
    test.registry.revoke(&[one], false, &mut |_, _, _, _| Ok(())).unwrap()[0].as_ref().unwrap();

    let der = support::made::certificate(4, 1, "180211144400Z", "491231235959Z");
    test.import(&support::made::numbered_entry(4));
    let publication = Publication {
        der: &der,
        // It also names Ken Myer.
        identity: Some(Identity::text("User 0004")),
        device_id: Some([0xC5; 16]),
        publication_time: 1_518_339_600_000_000,
    };
    test.registry.publish(&[publication], false, &mut |_, _, _| Ok(())).unwrap()[0].as_ref().unwrap();

    let pilars = std::fs::read(data("certificates-refused/names-pilar.cer")).unwrap();
    let refused = test.publish_for(&pilars, Some("Ken Myer"));
    assert!(matches!(refused, Err(Error::CertificateUserMismatch { .. })), "{:?}", refused);

    let ldif = std::fs::read_to_string(data("directory.ldif")).unwrap();
    let without: Vec<&str> =
        ldif.split("\n\n").filter(|entry| !entry.contains("sAMAccountName: wkahn\n")).collect();
    // The user of the made certificate goes, too.
    assert_eq!(test.prune(&(without.join("\n\n") + "\n")).unwrap().removed, 2);
}

fn main() {
    let test = TestRegistry::demo_of(caller());
    use_it(&test);
    assert_eq!(test.findings(), Vec::<String>::new());
    let version = test.registry.describe(false).unwrap().schema_version;
    let folder = data("registries");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("version-{}.db", version));
    let made = test.folder.path().join("fixture.db");
    // As users keep one: a backup copies pages as they are.
    test.registry.back_up(&made, WriteOptions::default()).unwrap();
    std::fs::copy(&made, &file).unwrap();
    let opened = Registry::open(&Location::file(&made, OpenMode::ReadOnly), caller()).unwrap();
    std::fs::write(folder.join(format!("version-{}.jsonl", version)), answers::of(&opened)).unwrap();
    println!("{}", file.display());
}
