//! Backups while others write: issue 4, point 7.

mod support;

use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, Ordering};

use cscert_registry::caller::Caller;
use cscert_registry::error::Error;
use cscert_registry::publication::Publication;
use cscert_registry::registry::Registry;
use cscert_registry::store::sqlite::OpenMode;
use support::made::{lasting_certificate, numbered_entry};
use support::{dump, TestRegistry};

#[test]
fn a_copy_is_whole_although_others_write() {
    let test = TestRegistry::empty();
    test.import(&(0..1000).map(numbered_entry).collect::<String>());
    let writer = test.again(OpenMode::ReadWrite);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let stop = &stop;
        scope.spawn(move || {
            for serial in 0.. {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                let der = lasting_certificate(serial as u32 % 100, serial);
                let publication =
                    Publication { der: &der, identity: None, device_id: None, publication_time: 1 };
                writer.publish(&[publication], false, &mut |_, _, _| Ok(())).unwrap();
            }
        });
        for number in 0..2 {
            let copy = test.folder.path().join(format!("copy{}.db", number));
            test.registry.back_up(&copy).unwrap();
            assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o7777, 0o600);
            for mode in [OpenMode::ReadOnly, OpenMode::ReadWrite] {
                let opened = Registry::open(&copy, mode, Caller::current("Test")).unwrap();
                let description = opened.describe(true).unwrap();
                assert_eq!(description.findings, Some(Vec::new()));
                assert_eq!(description.counts.users, 1000);
            }
        }
        stop.store(true, Ordering::SeqCst);
    });
    assert!(test.findings().is_empty());
}

#[test]
fn a_copy_holds_all_of_it() {
    let test = TestRegistry::demo();
    let copy = test.folder.path().join("copy.db");
    test.registry.back_up(&copy).unwrap();
    assert_eq!(dump::everything(&copy), dump::everything(&test.file()));
}

#[test]
fn nothing_is_overwritten_and_nothing_half_is_left() {
    let test = TestRegistry::demo();
    let there = test.folder.path().join("there.db");
    std::fs::write(&there, "precious").unwrap();
    assert!(matches!(test.registry.back_up(&there), Err(Error::RegistryUnavailable { .. })));
    assert_eq!(std::fs::read_to_string(&there).unwrap(), "precious");
    assert!(matches!(test.registry.back_up(&test.file()), Err(Error::RegistryUnavailable { .. })));
    let nowhere = test.folder.path().join("no/folder.db");
    assert!(matches!(test.registry.back_up(&nowhere), Err(Error::RegistryUnavailable { .. })));
    // In the middle of a change there is no moment to copy.
    let mut import = cscert_registry::import::Import::new(Default::default());
    import.ldif("x", (0..10).map(numbered_entry).collect::<String>().as_bytes(), true).unwrap();
    import.apply(&test.registry, 5, false).unwrap();
    let copy = test.folder.path().join("copy.db");
    assert!(matches!(test.registry.back_up(&copy), Err(Error::InvalidArgument(_))));
    assert!(!copy.exists());
    import.abandon(&test.registry);
    // A name that SQLite would read as a URI.
    let odd = test.folder.path().join("file:odd.db?mode=memory");
    test.registry.back_up(&odd).unwrap();
    assert!(odd.metadata().unwrap().len() > 0);
}
