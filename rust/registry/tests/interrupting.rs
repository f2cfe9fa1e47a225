//! An interrupt ends whatever runs, promptly, and leaves nothing locked.

mod support;

use std::time::{Duration, Instant};

use cscert_registry::certificate::record::RevocationReason;
use cscert_registry::error::{Error, Result};
use cscert_registry::import::Import;
use cscert_registry::registry::Registry;
use cscert_registry::store::sqlite::OpenMode;
use support::made::numbered_entry;
use support::{dump, TestRegistry};

/// Interrupts what `work` does after a moment; what it says, and how long it went on.
fn interrupted<T>(registry: &Registry, work: impl FnOnce() -> Result<T>) -> (Result<T>, Duration) {
    let interrupter = registry.interrupter();
    let pause = Duration::from_millis(100);
    let other = std::thread::spawn(move || {
        std::thread::sleep(pause);
        interrupter.interrupt();
        Instant::now()
    });
    let result = work();
    let ended = Instant::now();
    let heard = other.join().unwrap();
    (result, ended.saturating_duration_since(heard))
}

#[test]
fn waiting_for_another_writer_ends() {
    let test = TestRegistry::demo();
    let other = dump::connect(&test.file());
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let wait = || test.registry.revoke(&[], RevocationReason::Unspecified, false);
    let (result, late) = interrupted(&test.registry, wait);
    assert_eq!(result, Err(Error::Interrupted));
    assert!(late < Duration::from_millis(200), "{:?}", late);
    other.execute_batch("ROLLBACK").unwrap();
    // What a command that is stopped has promised it can still write, and nobody else is kept waiting.
    assert!(wait().is_ok());
    assert_eq!(test.registry.describe(true).map(|_| ()), Err(Error::Interrupted));
    assert!(test.again(OpenMode::ReadWrite).revoke(&[], RevocationReason::Unspecified, false).is_ok());
}

#[test]
fn a_long_check_ends() {
    let test = TestRegistry::empty();
    test.import(&(0..2000).map(numbered_entry).collect::<String>());
    let forever = || loop {
        test.registry.describe(true)?;
    };
    let (result, late) = interrupted(&test.registry, || -> Result<()> { forever() });
    assert_eq!(result, Err(Error::Interrupted));
    assert!(late < Duration::from_millis(200), "{:?}", late);
    assert!(test.again(OpenMode::ReadWrite).revoke(&[], RevocationReason::Unspecified, false).is_ok());
}

#[test]
fn an_import_ends_and_leaves_nothing() {
    let test = TestRegistry::empty();
    let before = dump::everything(&test.file());
    let ldif: String = (0..40_000).map(numbered_entry).collect();
    let mut import = Import::new(Default::default());
    import.ldif("x", ldif.as_bytes(), true).unwrap();
    let (result, late) = interrupted(&test.registry, || import.apply(&test.registry, u64::MAX, false));
    assert_eq!(result, Err(Error::Interrupted));
    assert!(late < Duration::from_millis(200), "{:?}", late);
    assert_eq!(dump::everything(&test.file()), before);
    assert!(test.again(OpenMode::ReadWrite).revoke(&[], RevocationReason::Unspecified, false).is_ok());
}

#[test]
fn an_interrupted_backup_leaves_no_file() {
    let test = TestRegistry::demo();
    let copy = test.folder.path().join("copy.db");
    test.registry.interrupter().interrupt();
    assert_eq!(test.registry.back_up(&copy), Err(Error::Interrupted));
    let left: Vec<_> =
        std::fs::read_dir(test.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("copy")), "{:?}", left);
}
