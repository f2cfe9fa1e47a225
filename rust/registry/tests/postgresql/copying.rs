//! Copies between files and servers, and backups of a registry on a server.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use cscert_registry::error::{Error, Result};
use cscert_registry::model::audit::Action;
use cscert_registry::platform::caller::Caller;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::{Location, OpenMode};
use cscert_registry::store::{Interrupt, WriteOptions};

use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::{answers, dump, postgresql, used, TestRegistry};

const NEW: WriteOptions = WriteOptions { replace: false, dry_run: false };
const REPLACE: WriteOptions = WriteOptions { replace: true, dry_run: false };

fn open(location: &Location) -> Registry {
    Registry::open(location, Caller::current("Test")).unwrap()
}

fn file_in(test: &TestRegistry, name: &str) -> PathBuf {
    test.folder.path().join(name)
}

/// A new file that is there when something was copied into it.
fn new_file(test: &TestRegistry, name: &str) -> Registry {
    open(&Location::file(file_in(test, name), OpenMode::CreateWhenFilled))
}

fn as_owner(test: &TestRegistry) -> Registry {
    open(&Location::server(postgresql::as_member_of(test.folder.path(), "cscert_owner")))
}

/// A registry in a file with everything in it, and an empty one on the server.
fn both() -> (TestRegistry, TestRegistry) {
    let file = TestRegistry::empty_file();
    used::fill(&file);
    (file, TestRegistry::empty())
}

fn file_of(test: &TestRegistry) -> PathBuf {
    test.folder.path().join("registry.db")
}

/// What the registry answers, without what it says of itself, and without entries of copies.
fn answered(registry: &Registry) -> Vec<String> {
    let answers = answers::of(registry);
    answers.lines().skip(1).filter(|line| !line.contains("\"Copy\"")).map(str::to_owned).collect()
}

#[test]
fn a_registry_goes_to_a_server_and_back_whole() {
    let (file, server) = both();
    // Keys that were given and are no longer there are not given again.
    dump::connect(&file_of(&file)).execute("UPDATE sqlite_sequence SET seq = seq + 5", []).unwrap();
    file.registry.copy_to(&mut as_owner(&server)).unwrap();
    let there = server.another().unwrap();
    assert_eq!(answered(&there), answered(&file.registry));
    assert_eq!(there.describe(true).unwrap().findings, Some(Vec::new()));
    assert_ne!(there.id(), file.registry.id());
    let head = file.registry.describe(false).unwrap().audit_head;
    assert_eq!(there.expected_head_finding(&head.to_string()), Ok(None));
    there.copy_to(&mut new_file(&file, "back.db")).unwrap();
    assert_eq!(dump::copied(&file_in(&file, "back.db")), dump::copied(&file_of(&file)));
    assert_eq!(new_file(&file, "back.db").describe(true).unwrap().findings, Some(Vec::new()));
}

#[test]
fn a_copy_on_a_server_goes_on() {
    let (file, server) = both();
    file.registry.copy_to(&mut as_owner(&server)).unwrap();
    let server = server.reopened();
    let keys = |test: &TestRegistry| {
        test.import(&numbered_entry(99));
        test.publish_for(&lasting_certificate(99, 1), Some("User 0099")).unwrap();
        (test.key("User 0099"), test.certificate_count("User 0099"))
    };
    // The last entry of a change has the number after the copy's, and rows refer to it by that.
    assert_eq!(keys(&server), keys(&file));
    for (user, count) in [("User 0099", 1), ("User 0011", 2)] {
        assert_eq!((server.revoke(user), file.revoke(user)), (count, count));
    }
    assert_eq!(server.findings(), Vec::<String>::new());
    let entry = server.audit(&Default::default()).pop().unwrap();
    assert_eq!(entry.account.as_deref(), Some("cscert_tester"));
    // And the account goes along into a file.
    server.registry.copy_to(&mut new_file(&file, "back.db")).unwrap();
    let back = new_file(&file, "back.db");
    let mut accounts = Vec::new();
    let collect = &mut |entry: &cscert_registry::model::audit::AuditEntry| {
        accounts.push(entry.account.clone());
        Ok(())
    };
    back.audit_after(&Default::default(), entry.sequence - 1, 10, collect).unwrap();
    assert_eq!(accounts, [Some("cscert_tester".to_owned()), None]);
    assert_eq!(back.describe(true).unwrap().findings, Some(Vec::new()));
    assert_eq!(answered(&back), answered(&server.registry));
}

#[test]
fn a_registry_goes_from_server_to_server() {
    let (file, first) = both();
    file.registry.copy_to(&mut as_owner(&first)).unwrap();
    let second = TestRegistry::empty();
    first.another().unwrap().copy_to(&mut as_owner(&second)).unwrap();
    let second = second.reopened();
    assert_eq!(answered(&second.registry), answered(&file.registry));
    assert_eq!(second.findings(), Vec::<String>::new());
    assert_eq!(
        second.registry.describe(false).unwrap().audit_head.sequence,
        file.registry.describe(false).unwrap().audit_head.sequence + 2
    );
}

#[test]
fn a_registry_with_anything_in_it_is_not_filled() {
    let (file, server) = both();
    server.registry.record_refusal_text(Action::Revoke, None, Some("nobody"), "x").unwrap();
    let before = server.everything();
    let mut owner = as_owner(&server);
    match file.registry.copy_to(&mut owner) {
        Err(error @ Error::RegistryNotEmpty { .. }) => {
            assert!(error.to_string().contains("is not empty"), "{}", error)
        }
        other => panic!("{:?}", other),
    }
    assert_eq!(server.everything(), before);
}

fn is_denied(copied: Result<()>, role: &str) {
    match copied {
        Err(Error::AccessDenied { reason, .. }) => assert!(reason.contains(role), "{}", reason),
        other => panic!("{:?}", other),
    }
}

#[test]
fn only_the_owner_fills_and_only_an_auditor_copies_out() {
    let (file, mut server) = both();
    is_denied(file.registry.copy_to(&mut server.registry), "cscert_owner");
    file.registry.copy_to(&mut as_owner(&server)).unwrap();
    let reader = open(&Location::server(postgresql::as_member_of(server.folder.path(), "cscert_reader")));
    is_denied(reader.copy_to(&mut new_file(&file, "copy.db")), "cscert_auditor");
    let copy = file_in(&file, "copy.db");
    is_denied(reader.back_up(&copy, NEW), "cscert_auditor");
    assert!(!copy.exists());
    let auditor = open(&Location::server(postgresql::as_member_of(server.folder.path(), "cscert_auditor")));
    auditor.back_up(&copy, NEW).unwrap();
}

#[test]
fn what_a_server_cannot_hold_and_what_is_damaged_is_not_copied() {
    let (file, server) = both();
    let before = server.everything();
    for (number, (sql, words)) in [
        ("INSERT INTO audit SELECT sequence + 1, time, 'a' || char(0), host, process, command, action, outcome, reason, user_key,
            user_name, 0, detail, account, login_user, remote_caller, hash, hash FROM audit ORDER BY sequence DESC LIMIT 1", "U+0000"),
        ("INSERT INTO audit SELECT sequence + 1, time, host, host, process, command, action, outcome, reason, user_key,
            user_name, 0, detail, account, login_user, remote_caller, hash, hash FROM audit ORDER BY sequence DESC LIMIT 1", "does not match its hash"),
        ("DELETE FROM user_word WHERE word = (SELECT word FROM user_word LIMIT 1)", "completion index"),
    ]
    .into_iter()
    .enumerate()
    {
        let backup = file_in(&file, &format!("{}.db", number));
        file.registry.back_up(&backup, NEW).unwrap();
        assert_eq!(dump::connect(&backup).execute(sql, []).unwrap(), 1);
        let source = open(&Location::file(&backup, OpenMode::ReadOnly));
        match source.copy_to(&mut as_owner(&server)) {
            Err(Error::RegistryCorrupt { reason, .. } | Error::RegistryUnavailable { reason, .. }) => {
                assert!(reason.contains(words), "{}: {}", sql, reason)
            }
            other => panic!("{}: {:?}", sql, other),
        }
        assert_eq!(server.everything(), before);
    }
    // Nothing of it is in the way.
    file.registry.copy_to(&mut as_owner(&server)).unwrap();
}

/// Does something once a copy waits for that table of the server, which is held until then.
fn at_table<T>(
    server: &TestRegistry,
    table: &str,
    copy: impl FnOnce() -> T,
    deed: impl FnOnce() + Send,
) -> T {
    let mut holder = postgresql::connect(&postgresql::as_superuser(server.folder.path()));
    holder.script(&format!("begin; lock table cscert.{} in access exclusive mode", table)).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            while holder.query_one(WAITS, &[], |row| row.get(0)).unwrap() != Some(true) {
                std::thread::sleep(Duration::from_millis(5));
            }
            deed();
            holder.rollback().unwrap();
        });
        copy()
    })
}

const WAITS: &str = "select exists (select from pg_stat_activity
    where datname = current_database() and application_name = 'CsClientCertificate' and wait_event_type = 'Lock')";

const TERMINATE: &str = "select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'CsClientCertificate'";

/// Places where a copy is in its middle: at the first table, at others, and where what was written is read again.
const TABLES: [&str; 4] = ["domain", "user_word", "certificate_lookup", "shared_issue"];

#[test]
fn an_interrupted_copy_leaves_nothing() {
    let (file, server) = both();
    let before = server.everything();
    for table in TABLES {
        let interrupters: [fn(&Registry, &Registry) -> Arc<dyn Interrupt>; 2] =
            [|source, _| source.interrupter(), |_, target| target.interrupter()];
        for interrupter in interrupters {
            let source = open(&Location::file(file_of(&file), OpenMode::ReadOnly));
            let mut target = as_owner(&server);
            let interrupter = interrupter(&source, &target);
            let copied = at_table(&server, table, || source.copy_to(&mut target), || interrupter.interrupt());
            assert_eq!(copied, Err(Error::Interrupted), "{}", table);
            drop(target);
            assert_eq!(server.everything(), before);
        }
    }
    file.registry.copy_to(&mut as_owner(&server)).unwrap();
    for table in TABLES {
        let source = server.another().unwrap();
        let interrupter = source.interrupter();
        let backup = file_in(&file, "backup.db");
        let copied = at_table(&server, table, || source.back_up(&backup, NEW), || interrupter.interrupt());
        assert_eq!(copied, Err(Error::Interrupted), "{}", table);
        let mut names: Vec<_> =
            std::fs::read_dir(file.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["registry.db", "registry.db-shm", "registry.db-wal"]);
    }
}

#[test]
fn a_connection_that_is_lost_takes_the_copy_along() {
    let (file, server) = both();
    let before = server.everything();
    let terminate = || {
        let mut superuser = postgresql::connect(&postgresql::as_superuser(server.folder.path()));
        superuser.execute(TERMINATE, &[]).unwrap();
    };
    let is_lost = |copied: Result<()>| match copied {
        Err(Error::RegistryUnavailable { location, .. }) => assert!(location.starts_with("postgresql:")),
        other => panic!("{:?}", other),
    };
    for table in TABLES {
        let mut target = as_owner(&server);
        is_lost(at_table(&server, table, || file.registry.copy_to(&mut target), terminate));
        assert_eq!(server.everything(), before);
    }
    file.registry.copy_to(&mut as_owner(&server)).unwrap();
    for table in TABLES {
        let source = server.another().unwrap();
        is_lost(at_table(&server, table, || source.copy_to(&mut new_file(&file, "copy.db")), terminate));
        assert!(!file_in(&file, "copy.db").exists());
    }
}

#[test]
fn who_changes_something_meanwhile_waits() {
    let (file, server) = both();
    let other = server.another().unwrap();
    let mut target = as_owner(&server);
    std::thread::scope(|scope| {
        let record = || {
            scope.spawn(move || {
                other.record_refusal_text(Action::Revoke, None, Some("nobody"), "of another").unwrap()
            });
        };
        at_table(&server, "user_word", || file.registry.copy_to(&mut target), record).unwrap();
    });
    let server = server.reopened();
    assert_eq!(server.findings(), Vec::<String>::new());
    let entries = server.audit(&Default::default());
    let last: Vec<&str> = entries.iter().rev().take(2).map(|entry| entry.action.as_str()).collect();
    assert_eq!(last, ["Revoke", "Copy"]);
}

fn is_refused(done: Result<()>, words: &str) {
    match &done {
        Err(Error::FileNotWritten { reason, .. }) if reason.contains(words) => {}
        other => panic!("{}: {:?}", words, other),
    }
}

fn everything(file: &Path) -> Vec<String> {
    let mut kept = file.as_os_str().to_owned();
    kept.push(".kept");
    std::fs::copy(file, &kept).unwrap();
    dump::everything(Path::new(&kept))
}

#[test]
fn a_backup_of_a_server_is_the_same_registry_in_a_file() {
    let (file, server) = both();
    file.registry.copy_to(&mut as_owner(&server)).unwrap();
    let server = server.reopened();
    let backup = file_in(&server, "backup.db");
    server.registry.back_up(&backup, WriteOptions { dry_run: true, ..NEW }).unwrap();
    assert!(!backup.exists());
    server.registry.back_up(&backup, NEW).unwrap();
    is_refused(server.registry.back_up(&backup, NEW), "-Force");
    let first = everything(&backup);
    server.revoke("User 0011");
    server.registry.back_up(&backup, REPLACE).unwrap();
    assert_ne!(everything(&backup), first);
    let names: Vec<_> = std::fs::read_dir(server.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "database" && !name.contains(".kept"))
        .collect();
    assert_eq!(names, ["backup.db"]);
    let opened = open(&Location::file(&backup, OpenMode::ReadOnly));
    assert_eq!(answers::of(&opened), answers::of(&server.registry));
    assert_eq!(opened.id(), server.registry.id());
    drop(opened);
    // What is no backup of this registry stays.
    is_refused(server.registry.back_up(&backup, REPLACE), "lies beside it");
    let foreign = file_in(&server, "foreign.db");
    file.registry.back_up(&foreign, NEW).unwrap();
    is_refused(server.registry.back_up(&foreign, REPLACE), "not a backup of this registry");
    is_refused(server.registry.back_up(&file_of(&file), REPLACE), "lies beside it");
    is_refused(server.registry.back_up(&file_in(&server, "x.db-wal"), NEW), "choose another name");
    is_refused(server.registry.back_up(&file_in(&server, "no/x.db"), NEW), "folder does not exist");
}

#[test]
fn a_backup_is_of_one_moment_although_others_write() {
    let (file, server) = both();
    file.registry.copy_to(&mut as_owner(&server)).unwrap();
    let (source, other) = (server.another().unwrap(), server.another().unwrap());
    let head = source.describe(false).unwrap().audit_head;
    let backup = file_in(&file, "backup.db");
    let record =
        move || other.record_refusal_text(Action::Revoke, None, Some("nobody"), "of another").unwrap();
    at_table(&server, "pool", || source.back_up(&backup, NEW), record).unwrap();
    assert_ne!(source.describe(false).unwrap().audit_head, head);
    let opened = open(&Location::file(&backup, OpenMode::ReadOnly)).describe(true).unwrap();
    assert_eq!((opened.audit_head, opened.findings), (head, Some(Vec::new())));
}

#[test]
fn issues_whose_hashes_are_equal_by_chance_stay_apart() {
    let (file, server) = both();
    let connection = dump::connect(&file_of(&file));
    for sql in [
        "UPDATE certificate_lookup SET lookup_hash = (SELECT min(lookup_hash) FROM shared_issue)
            WHERE lookup_hash IN (SELECT lookup_hash FROM shared_issue)",
        "UPDATE shared_issue SET lookup_hash = (SELECT min(lookup_hash) FROM shared_issue)",
    ] {
        assert!(connection.execute(sql, []).unwrap() >= 4, "{}", sql);
    }
    // Were they taken for one, a check would miss revocations.
    file.registry.copy_to(&mut as_owner(&server)).unwrap();
    let mut client = postgresql::connect(&postgresql::as_superuser(server.folder.path()));
    let sql = "select count(*), count(distinct issue) from cscert.shared_issue";
    let counts = client.query_one(sql, &[], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))).unwrap();
    assert_eq!(counts, Some((4, 2)));
}
