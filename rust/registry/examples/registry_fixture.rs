//! Makes the fixture of the newest schema version: the demo's registry after some use, and what it answers. `./build.sh fixture` runs
//! it; a version that was released keeps its fixture for good.

#[path = "../tests/support/mod.rs"]
mod support;

use cscert_registry::platform::caller::Caller;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::{Location, OpenMode};
use cscert_registry::store::WriteOptions;
use support::{answers, data, used, TestRegistry};

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
        login_user: Some("administrator".to_owned()),
        remote_caller: Some("LITWAREINC\\helpdesk".to_owned()),
    }
}

fn main() {
    let test = TestRegistry::demo_of(caller());
    used::use_it(&test);
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
