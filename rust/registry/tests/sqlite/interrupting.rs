//! An interrupt ends whatever runs, promptly, and leaves nothing locked.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::support::made::numbered_entry;
use crate::support::{dump, TestRegistry};
use cscert_registry::error::{Error, Result};
use cscert_registry::operations::import::Import;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::OpenMode;

/// A machine that is busy with other things does not come too late each time.
const TRIES: usize = 5;

fn interrupt_after_a_moment<T>(registry: &Registry, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let interrupter = registry.interrupter();
    let other = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(100));
        interrupter.interrupt();
    });
    let result = work();
    other.join().unwrap();
    result
}

/// Interrupts once progress shows that the work is in its middle.
fn interrupt_midway<T>(registry: &Registry, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let (interrupter, progress) = (registry.interrupter(), registry.progress());
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let is_midway = || matches!(progress.known(), (done, total) if 0 < done && done < total / 2);
            while !is_midway() && !ended.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
            interrupter.interrupt();
        });
        let result = work();
        ended.store(true, Ordering::SeqCst);
        result
    })
}

#[test]
fn waiting_for_another_writer_ends() {
    let test = TestRegistry::demo();
    let other = dump::connect(&test.file());
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // Whoever is not heard gives up with another error, after a minute; readers wait for ten seconds at a time. A machine that makes
    // it late does not do so each time.
    let waits = (0..3).map(|_| {
        let registry = test.again(OpenMode::ReadWrite);
        let started = Instant::now();
        let wait = || registry.revoke(&[], false, &mut |_, _, _, _| Ok(()));
        assert_eq!(interrupt_after_a_moment(&registry, wait), Err(Error::Interrupted));
        (started.elapsed(), registry)
    });
    let (waited, registry) = waits.min_by_key(|(waited, _)| *waited).unwrap();
    assert!(waited < Duration::from_secs(5), "{:?}", waited);
    other.execute_batch("ROLLBACK").unwrap();
    // What a command that is stopped has promised it can still write, and nobody else is kept waiting.
    assert!(registry.revoke(&[], false, &mut |_, _, _, _| Ok(())).is_ok());
    assert_eq!(registry.describe(true).map(|_| ()), Err(Error::Interrupted));
    assert!(test.again(OpenMode::ReadWrite).revoke(&[], false, &mut |_, _, _, _| Ok(())).is_ok());
}

#[test]
fn a_long_check_ends() {
    let test = TestRegistry::empty();
    test.import(&(0..2000).map(numbered_entry).collect::<String>());
    test.registry.describe(true).unwrap();
    let (whole, _) = test.registry.progress().known();
    let ended_midway = (0..TRIES).any(|_| {
        let registry = test.again(OpenMode::ReadWrite);
        let forever = || loop {
            registry.describe(true)?;
        };
        let result: Result<()> = interrupt_midway(&registry, forever);
        assert_eq!(result, Err(Error::Interrupted));
        // One that is heard at the end of a check only shows that end, or the beginning of the next.
        let (done, _) = registry.progress().known();
        0 < done && done < whole
    });
    assert!(ended_midway);
    assert!(test.again(OpenMode::ReadWrite).revoke(&[], false, &mut |_, _, _, _| Ok(())).is_ok());
}

#[test]
fn an_import_ends_and_leaves_nothing() {
    let ldif: String = (0..40_000).map(numbered_entry).collect();
    let heard = (0..TRIES).any(|_| {
        let test = TestRegistry::empty();
        let before = dump::everything(&test.file());
        let mut import = Import::new(Default::default());
        import.ldif("x", ldif.as_bytes(), true).unwrap();
        match interrupt_after_a_moment(&test.registry, || import.apply(&test.registry, u64::MAX, false)) {
            // It was at its end before.
            Ok(_) => return false,
            Err(error) => assert_eq!(error, Error::Interrupted),
        }
        assert_eq!(dump::everything(&test.file()), before);
        assert!(test.again(OpenMode::ReadWrite).revoke(&[], false, &mut |_, _, _, _| Ok(())).is_ok());
        true
    });
    assert!(heard);
}
