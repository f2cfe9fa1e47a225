//! What an import writes is not waited for before something is asked.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use cscert_registry::error::Error;
use cscert_registry::operations::import::{Import, ImportOptions};

use crate::support::made::numbered_entry;
use crate::support::{postgresql, TestRegistry};

const USERS: u32 = 2500;
/// More than are written in one go, and not all.
const BEYOND_ONE_WRITE: u64 = 2100;
/// Longer than all of it takes.
const PATIENCE: Duration = Duration::from_secs(60);

fn entries(last: u32) -> String {
    (1..=last).map(numbered_entry).collect()
}

#[test]
fn an_import_goes_on_while_the_server_writes() {
    let test = TestRegistry::empty();
    let mut import = Import::new(ImportOptions::default());
    import.ldif("x", entries(USERS).as_bytes(), true).unwrap();
    assert_eq!(import.apply(&test.registry, 1, false).unwrap().processed, 1);

    let mut locker = postgresql::connect(&postgresql::as_superuser(test.folder.path()));
    locker.script("begin; lock table cscert.user_word in access exclusive mode").unwrap();
    let (applied, wait) = mpsc::channel();
    let waiting = thread::spawn(move || {
        const WAITING: &str = "select count(*) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'";
        // Whoever waits for the server here waits until the lock is gone.
        let in_time = wait.recv_timeout(PATIENCE).is_ok();
        let mut waiting: i64 = 0;
        while in_time && waiting == 0 {
            waiting = locker.query_one(WAITING, &[], |row| row.get(0)).unwrap().unwrap();
        }
        locker.script("rollback").unwrap();
        waiting
    });
    let processed = import.apply(&test.registry, BEYOND_ONE_WRITE, false).unwrap().processed;
    applied.send(()).unwrap();

    assert_eq!((waiting.join().unwrap(), processed), (1, 1 + BEYOND_ONE_WRITE));
    assert_eq!(test.finish(import).unwrap().0.added, u64::from(USERS));
    assert!(test.findings().is_empty());
}

#[test]
fn a_write_that_fails_says_why_and_nothing_is_imported() {
    let test = TestRegistry::empty();
    let mut owner = postgresql::connect(&postgresql::as_superuser(test.folder.path()));
    owner
        .script("alter table cscert.user_word add constraint no_seven check (word not like '%0007%')")
        .unwrap();
    for last in [7, USERS] {
        let before = test.everything();
        match test.import_with(&entries(last), ImportOptions::default()) {
            Err(Error::RegistryUnavailable { reason, .. }) => {
                assert!(reason.contains("no_seven") && reason.contains("23514"), "{}", reason)
            }
            other => panic!("{:?}", other),
        }
        assert_eq!(test.everything(), before);
        assert!(test.findings().is_empty());
    }
    owner.script("alter table cscert.user_word drop constraint no_seven").unwrap();
    test.import(&numbered_entry(7));
}
