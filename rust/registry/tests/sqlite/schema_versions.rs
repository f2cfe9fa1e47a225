//! Registries of every schema version that was released, kept as they were made: issue 8, point 7.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::support::{answers, data, TestRegistry};
use cscert_registry::model::audit::Action;
use cscert_registry::platform::caller::Caller;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::{Location, OpenMode};
use cscert_registry::store::WriteOptions;
use tempfile::TempDir;

fn open(path: &Path, mode: OpenMode) -> Registry {
    Registry::open(&Location::file(path, mode), Caller::current("Test"))
        .unwrap_or_else(|error| panic!("{}: {}", path.display(), error))
}

fn newest_version() -> u32 {
    TestRegistry::empty().registry.describe(false).unwrap().schema_version
}

/// A fixture's copy, and what the fixture answered when it was made.
fn fixture(version: u32, folder: &TempDir) -> (PathBuf, String) {
    let name = format!("registries/version-{}", version);
    let file = folder.path().join("registry.db");
    std::fs::copy(data(&format!("{}.db", name)), &file).unwrap_or_else(|error| panic!("{}: {}", name, error));
    // Whatever the umask of the checkout was.
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    (file, std::fs::read_to_string(data(&format!("{}.jsonl", name))).unwrap())
}

fn assert_answers(registry: &Registry, expected: &str) {
    let found = answers::of(registry);
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.lines().count(), expected.lines().count());
}

#[test]
fn every_version_is_read_upgraded_and_goes_on() {
    for version in 1..=newest_version() {
        let folder = TempDir::new().unwrap();
        let (file, expected) = fixture(version, &folder);
        let registry = open(&file, OpenMode::ReadWrite);
        assert_eq!(registry.describe(false).unwrap().schema_version, newest_version());
        assert_answers(&registry, &expected);
        drop(registry);
        assert_answers(&open(&file, OpenMode::ReadOnly), &expected);

        let test = TestRegistry { registry: open(&file, OpenMode::ReadWrite), folder };
        let head = test.registry.describe(false).unwrap().audit_head.to_string();
        let der = crate::support::made::lasting_certificate(7, 1);
        test.import(&crate::support::made::numbered_entry(7));
        test.publish_for(&der, Some("User 0007")).unwrap();
        assert_eq!(test.revoke("User 0007"), 1);
        test.registry.record_refusal_text(Action::Revoke, None, Some("nobody"), "for a test").unwrap();
        assert_eq!(test.findings(), Vec::<String>::new());
        assert_eq!(test.registry.expected_head_finding(&head), Ok(None));
    }
}

#[test]
fn the_newest_version_is_read_by_whoever_may_only_read() {
    let folder = TempDir::new().unwrap();
    let (file, expected) = fixture(newest_version(), &folder);
    assert_answers(&open(&file, OpenMode::ReadOnly), &expected);
}

#[test]
fn a_backup_of_every_version_is_restored() {
    for version in 1..=newest_version() {
        let folder = TempDir::new().unwrap();
        let (file, expected) = fixture(version, &folder);
        let copy = folder.path().join("copy.db");
        open(&file, OpenMode::ReadWrite).back_up(&copy, WriteOptions::default()).unwrap();
        assert_answers(&open(&copy, OpenMode::ReadOnly), &expected);
        // The registry and what lies beside it are lost, and the backup takes their place.
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{}", file.display(), suffix));
        }
        std::fs::copy(&copy, &file).unwrap();
        assert_answers(&open(&file, OpenMode::ReadWrite), &expected);
    }
}
