//! Backups while others write, and where they may go.

use std::fs;
use std::os::unix::fs::{symlink, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Mutex;

use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::{dump, TestRegistry};
use cscert_registry::error::{Error, Result};
use cscert_registry::operations::publish::Publication;
use cscert_registry::operations::report::ReportOptions;
use cscert_registry::platform::caller::Caller;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::{Location, OpenMode};
use cscert_registry::store::WriteOptions;

const NEW: WriteOptions = WriteOptions { replace: false, dry_run: false };
const REPLACE: WriteOptions = WriteOptions { replace: true, dry_run: false };

/// A machine that is busy with other things does not come too late each time.
const TRIES: u32 = 30;

/// Runs something from another thread once the copying is in its middle, and says whether it was done there.
fn midway(
    registry: &Registry,
    copy: impl FnOnce() -> Result<()>,
    between: impl FnOnce() + Send,
) -> (Result<()>, bool) {
    let progress = registry.progress();
    let ended = AtomicBool::new(false);
    let is_midway = || matches!(progress.known(), (done, total) if 0 < done && done < total);
    progress.begin(0);
    std::thread::scope(|scope| {
        let between = scope.spawn(|| {
            while !is_midway() {
                if ended.load(Ordering::SeqCst) {
                    return false;
                }
                std::thread::yield_now();
            }
            between();
            is_midway()
        });
        let copied = copy();
        ended.store(true, Ordering::SeqCst);
        (copied, between.join().unwrap())
    })
}

/// A registry that takes a while to copy.
fn large() -> TestRegistry {
    let test = TestRegistry::empty();
    let entry = |number| {
        format!(
            "{}description: {}\n\n",
            numbered_entry(number).trim_end().to_owned() + "\n",
            "x".repeat(12_000)
        )
    };
    test.import(&(0..800).map(entry).collect::<String>());
    test
}

#[test]
fn a_copy_is_of_one_moment_although_others_write() {
    let test = large();
    let writer = Mutex::new(test.again(OpenMode::ReadWrite));
    let fell_in = (0..TRIES).any(|number| {
        let copy = test.folder.path().join(format!("copy{}.db", number));
        let before = test.registry.describe(false).unwrap().audit_head;
        let der = lasting_certificate(number, number.into());
        let write = || {
            let publication = Publication { der: &der, identity: None, device_id: None, publication_time: 1 };
            assert!(writer.lock().unwrap().publish(&[publication], false, &mut |_, _, _| Ok(())).unwrap()[0]
                .is_ok());
        };
        let (copied, in_the_middle) = midway(&test.registry, || test.registry.back_up(&copy, NEW), write);
        copied.unwrap();
        assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o7777, 0o600);
        for mode in [OpenMode::ReadOnly, OpenMode::ReadWrite] {
            let opened = Registry::open(&Location::file(&copy, mode), Caller::current("Test")).unwrap();
            let description = opened.describe(true).unwrap();
            assert_eq!(description.findings, Some(Vec::new()));
            assert_eq!(description.counts.users, 800);
            if in_the_middle {
                assert_eq!(description.audit_head, before);
            }
        }
        fs::remove_file(copy).unwrap();
        in_the_middle && test.registry.describe(false).unwrap().audit_head != before
    });
    assert!(fell_in, "no write fell into a copy");
    assert!(test.findings().is_empty());
}

fn names(folder: &Path) -> Vec<String> {
    let name =
        |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().to_string_lossy().into_owned();
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(name).collect();
    names.sort();
    names
}

#[test]
fn an_interrupted_backup_leaves_no_file() {
    let test = large();
    let before = names(test.folder.path());
    let interrupted_midway = (0..TRIES).any(|_| {
        let registry = test.again(OpenMode::ReadWrite);
        let copy = test.folder.path().join("copy.db");
        let interrupter = registry.interrupter();
        let there = Mutex::new(Vec::new());
        let interrupt = || {
            *there.lock().unwrap() = names(test.folder.path());
            interrupter.interrupt();
        };
        let (copied, _) = midway(&registry, || registry.back_up(&copy, NEW), interrupt);
        if copied.is_ok() {
            // It was faster.
            fs::remove_file(&copy).unwrap();
            return false;
        }
        assert_eq!(copied, Err(Error::Interrupted));
        assert_eq!(names(test.folder.path()), before);
        // The copy had been begun, under a name that nobody takes for a backup.
        let there = there.into_inner().unwrap();
        there.len() == before.len() + 1 && !there.contains(&"copy.db".to_owned())
    });
    assert!(interrupted_midway);
}

#[test]
fn a_copy_holds_all_of_it() {
    let test = TestRegistry::demo();
    let copy = test.folder.path().join("copy.db");
    test.registry.back_up(&copy, NEW).unwrap();
    assert_eq!(dump::everything(&copy), dump::everything(&test.file()));
}

fn is_refused(done: Result<()>, words: &str) {
    match &done {
        Err(Error::FileNotWritten { reason, .. }) if reason.contains(words) => {}
        other => panic!("{}: {:?}", words, other),
    }
}

#[test]
fn nothing_is_overwritten_and_nothing_half_is_left() {
    let test = TestRegistry::demo();
    let there = test.folder.path().join("there.db");
    fs::write(&there, "precious").unwrap();
    for options in [NEW, REPLACE, WriteOptions { dry_run: true, ..NEW }] {
        is_refused(test.registry.back_up(&there, options), "with this name");
        assert_eq!(fs::read_to_string(&there).unwrap(), "precious");
        is_refused(test.registry.back_up(&test.file(), options), "the registry itself");
        let nowhere = test.folder.path().join("no/folder.db");
        is_refused(test.registry.back_up(&nowhere, options), "folder does not exist");
    }
    // In the middle of a change there is no moment to copy.
    let mut import = cscert_registry::operations::import::Import::new(Default::default());
    import.ldif("x", (0..10).map(numbered_entry).collect::<String>().as_bytes(), true).unwrap();
    import.apply(&test.registry, 5, false).unwrap();
    let copy = test.folder.path().join("copy.db");
    assert!(matches!(test.registry.back_up(&copy, NEW), Err(Error::InvalidArgument(_))));
    assert!(!copy.exists());
    import.abandon(&test.registry);
    let dry = WriteOptions { dry_run: true, ..NEW };
    test.registry.back_up(&copy, dry).unwrap();
    assert!(!copy.exists());
    // A name that SQLite would read as a URI.
    let odd = test.folder.path().join("file:odd.db?mode=memory");
    test.registry.back_up(&odd, NEW).unwrap();
    assert!(odd.metadata().unwrap().len() > 0);
}

#[test]
fn a_backup_is_replaced_by_one_of_the_same_registry_and_by_nothing_else() {
    let test = TestRegistry::demo();
    let at = |name: &str| test.folder.path().join(name);
    let copy = at("copy.db");
    test.registry.back_up(&copy, NEW).unwrap();
    is_refused(test.registry.back_up(&copy, NEW), "-Force");
    test.revoke("Ken Myer");
    test.registry.back_up(&copy, WriteOptions { dry_run: true, ..REPLACE }).unwrap();
    assert_ne!(dump::everything(&copy), dump::everything(&test.file()));
    fs::remove_file(at("copy.db-wal")).unwrap_or_default();
    fs::remove_file(at("copy.db-shm")).unwrap_or_default();
    test.registry.back_up(&copy, REPLACE).unwrap();
    fs::copy(&copy, at("kept.db")).unwrap();
    assert_eq!(dump::everything(&at("kept.db")), dump::everything(&test.file()));
    let refused = |path: &Path, words: &str| {
        is_refused(test.registry.back_up(path, REPLACE), words);
        is_refused(test.registry.back_up(path, WriteOptions { dry_run: true, ..REPLACE }), words);
    };
    // By other names of it.
    symlink(&copy, at("link.db")).unwrap();
    refused(&at("link.db"), "symbolic link");
    fs::hard_link(&copy, at("second.db")).unwrap();
    refused(&copy, "hard links");
    fs::remove_file(at("second.db")).unwrap();
    // While somebody uses it, and once it was used.
    let used = Registry::open(&Location::file(&copy, OpenMode::ReadWrite), Caller::current("Test")).unwrap();
    refused(&copy, "lies beside it");
    drop(used);
    refused(&copy, "lies beside it");
    // Another registry's, and what is none.
    let other = TestRegistry::demo();
    let foreign = at("foreign.db");
    other.registry.back_up(&foreign, NEW).unwrap();
    refused(&foreign, "not a backup of this registry");
    fs::write(at("text.db"), "SQLite format 3\0 and nothing more").unwrap();
    refused(&at("text.db"), "not a backup of this registry");
    fs::create_dir(at("folder.db")).unwrap();
    refused(&at("folder.db"), "not a file");
    assert_eq!(dump::everything(&foreign), dump::everything(&other.file()));
}

/// Spellings of paths that a file must not be written to.
fn spellings(test: &TestRegistry) -> Vec<PathBuf> {
    let at = |name: &str| test.folder.path().join(name);
    fs::create_dir(at("sub")).unwrap();
    symlink(test.folder.path(), at("sub/up")).unwrap();
    symlink(test.file(), at("link.html")).unwrap();
    symlink(at("link.html"), at("link-to-link.html")).unwrap();
    symlink(at("registry.db-wal"), at("log-link.html")).unwrap();
    let mut spellings: Vec<PathBuf> = [
        "link.html",
        "link-to-link.html",
        "log-link.html",
        "sub/up/registry.db",
        "sub/../registry.db",
        "./registry.db",
    ]
    .map(at)
    .to_vec();
    for suffix in ["-wal", "-shm", "-journal", "-WAL"] {
        spellings.push(at(&format!("registry.db{}", suffix)));
        spellings.push(at(&format!("nobodys.db{}", suffix)));
        spellings.push(at(&format!("sub/up/registry.db{}", suffix)));
    }
    spellings.push(test.file());
    spellings
}

#[test]
fn no_spelling_of_a_path_takes_the_place_of_a_registry() {
    let test = TestRegistry::demo();
    test.revoke("Ken Myer");
    let before = dump::everything(&test.file());
    let report = |path: &Path| test.registry.write_report(path, ReportOptions { now: 0, expiring_within: 1 });
    let spellings = spellings(&test);
    for path in &spellings {
        for options in [NEW, REPLACE] {
            let done = test.registry.back_up(path, options);
            assert!(matches!(done, Err(Error::FileNotWritten { .. })), "{:?}: {:?}", path, done);
        }
        let done = report(path);
        assert!(matches!(done, Err(Error::FileNotWritten { .. })), "{:?}: {:?}", path, done);
    }
    assert_eq!(dump::everything(&test.file()), before);
    // Another registry, in use and not, and a backup.
    let other = TestRegistry::demo();
    is_refused(report(&other.file()), "in use");
    let backup = other.folder.path().join("backup.db");
    other.registry.back_up(&backup, NEW).unwrap();
    is_refused(report(&backup), "database");
    symlink(&backup, other.folder.path().join("link.html")).unwrap();
    is_refused(report(&other.folder.path().join("link.html")), "database");
    // By hard links.
    for (name, file) in
        [("1.html", "registry.db"), ("2.html", "registry.db-wal"), ("3.html", "registry.db-shm")]
    {
        for registry in [&test, &other] {
            let link = test.folder.path().join(name);
            fs::hard_link(registry.folder.path().join(file), &link).unwrap();
            let done = report(&link);
            assert!(matches!(done, Err(Error::FileNotWritten { .. })), "{}: {:?}", name, done);
            fs::remove_file(&link).unwrap();
        }
    }
    // Where nothing matters it is written, in the place of an older one, too.
    for _ in 0..2 {
        report(&test.folder.path().join("report.html")).unwrap();
    }
    is_refused(report(Path::new("/dev/null")), "not a file");
    is_refused(report(test.folder.path()), "not a file");
}

#[test]
fn a_backup_stands_where_a_registry_could() {
    let test = TestRegistry::demo();
    let folder = test.folder.path().join("open");
    fs::create_dir(&folder).unwrap();
    for mode in [0o777, 0o1777, 0o770] {
        fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
        match test.registry.back_up(&folder.join("copy.db"), NEW) {
            Err(Error::FileNotWritten { reason, denied: true, .. }) => {
                assert!(reason.contains(&folder.display().to_string()), "{}", reason);
            }
            other => panic!("{:o}: {:?}", mode, other),
        }
        assert!(names(&folder).is_empty());
    }
    // Further up a sticky folder is as safe as for a registry.
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o1777)).unwrap();
    fs::create_dir(folder.join("own")).unwrap();
    fs::set_permissions(folder.join("own"), fs::Permissions::from_mode(0o700)).unwrap();
    test.registry.back_up(&folder.join("own/copy.db"), NEW).unwrap();
    assert_eq!(names(&folder.join("own")), ["copy.db"]);
}
