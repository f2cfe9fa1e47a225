//! A companion answers as the registry it belongs to would, and ends with its owner, with an interrupt, or with a defect.

use crate::support::TestRegistry;
use cscert_registry::error::{Error, Result};
use cscert_registry::operations::describe::Description;
use cscert_registry::platform::caller::Caller;
use cscert_registry::query::background_reader::BackgroundReader;
use cscert_registry::registry::Registry;

fn describe(registry: &Registry, check: bool) -> Result<Description> {
    registry.describe(check)
}

fn check_forever(registry: &Registry, (): ()) -> Result<()> {
    loop {
        registry.describe(true)?;
    }
}

#[test]
fn it_reads_the_same_registry() {
    let test = TestRegistry::demo();
    let companion = BackgroundReader::of(&test.registry, describe).unwrap();
    for check in [false, true, false] {
        companion.ask(check);
        assert_eq!(companion.answer(), Ok(test.registry.describe(check)));
    }
}

#[test]
fn it_is_interrupted_with_its_registry() {
    let test = TestRegistry::demo();
    let companion = BackgroundReader::of(&test.registry, check_forever).unwrap();
    companion.ask(());
    test.registry.interrupter().interrupt();
    assert_eq!(companion.answer(), Ok(Err(Error::Interrupted)));
    // One that comes later begins nothing either.
    let late = BackgroundReader::of(&test.registry, describe).unwrap();
    late.ask(true);
    assert_eq!(late.answer(), Ok(Err(Error::Interrupted)));
}

#[test]
fn it_ends_with_its_owner_and_the_registry_goes_on() {
    let test = TestRegistry::demo();
    let companion = BackgroundReader::of(&test.registry, check_forever).unwrap();
    companion.ask(());
    drop(companion);
    assert!(test.registry.describe(true).is_ok());
}

#[test]
fn a_panic_is_an_error_of_whoever_waits() {
    let test = TestRegistry::demo();
    let companion = BackgroundReader::of(&test.registry, |_, number: u32| {
        assert!(number < 2);
        number
    })
    .unwrap();
    companion.ask(1);
    assert_eq!(companion.answer(), Ok(1));
    for number in [2, 1] {
        companion.ask(number);
        assert!(matches!(companion.answer(), Err(Error::Internal(_))));
    }
}

#[test]
fn there_is_none_in_memory_nor_of_a_file_that_was_replaced() {
    let memory = Registry::in_memory(Caller::current("test")).unwrap();
    assert!(BackgroundReader::of(&memory, describe).is_none());
    let (test, other) = (TestRegistry::demo(), TestRegistry::demo());
    std::fs::rename(other.file(), test.file()).unwrap();
    assert!(BackgroundReader::of(&test.registry, describe).is_none());
}
