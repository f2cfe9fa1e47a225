//! Where a registry may stand and who may have touched it: issue 3, point 7, and DESIGN.md's rules.

use std::fs;
use std::os::unix::fs::{symlink, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{child, dump, skip, TestRegistry};
use cscert_registry::error::{Error, Result};
use cscert_registry::platform::caller::Caller;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::{Location, OpenMode};
use nix::unistd::{chown, geteuid, Uid};
use tempfile::TempDir;

const NOBODY: u32 = 65534;
/// The newest schema version.
const VERSION: u32 = 1;

fn open(path: &Path, mode: OpenMode) -> Result<Registry> {
    Registry::open(&Location::file(path, mode), Caller::current("Test"))
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// The reason, which must name what stands in the way.
fn refused(path: &Path, what: &Path) -> String {
    for mode in [OpenMode::ReadOnly, OpenMode::ReadWrite, OpenMode::Create] {
        match open(path, mode) {
            Err(Error::AccessDenied { reason, .. }) => {
                assert!(reason.contains(&what.display().to_string()), "{}", reason)
            }
            other => panic!("{:?}", other.map(|registry| registry.id())),
        }
    }
    match open(path, OpenMode::ReadOnly) {
        Err(Error::AccessDenied { reason, .. }) => reason,
        _ => String::new(),
    }
}

fn made() -> (TempDir, PathBuf) {
    let test = TestRegistry::empty();
    let file = test.file();
    drop(test.registry);
    (test.folder, file)
}

#[test]
fn a_new_registry_is_for_its_owner_alone_whatever_the_umask() {
    if let Some((umask, file)) = child::part() {
        nix::sys::stat::umask(nix::sys::stat::Mode::from_bits_truncate(umask.parse().unwrap()));
        let registry = open(&file, OpenMode::Create).unwrap();
        for suffix in ["", "-wal", "-shm"] {
            assert_eq!(mode(Path::new(&format!("{}{}", file.display(), suffix))), 0o600, "{}", suffix);
        }
        drop(registry);
        return;
    }
    for umask in [0o000, 0o022, 0o077, 0o777] {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("one/two/registry.db");
        let name = "location::a_new_registry_is_for_its_owner_alone_whatever_the_umask";
        child::assert_succeeded(&child::command(name, &umask.to_string(), &file).output().unwrap());
        assert_eq!((mode(&folder.path().join("one")), mode(&folder.path().join("one/two"))), (0o700, 0o700));
        assert!(open(&file, OpenMode::ReadOnly).is_ok());
    }
}

#[test]
fn what_others_may_write_is_refused() {
    for bit in [0o020, 0o002] {
        let (folder, file) = made();
        set_mode(&file, 0o600 | bit);
        assert!(refused(&file, &file).contains("chmod go-w"));
        set_mode(&file, 0o644);
        assert!(open(&file, OpenMode::ReadWrite).is_ok());
        set_mode(folder.path(), 0o700 | bit);
        refused(&file, folder.path());
        // In a sticky folder others cannot replace a file, but they can add the log that is about to be made.
        set_mode(folder.path(), 0o1700 | bit);
        let reason = refused(&file, folder.path());
        assert!(reason.contains("sticky") && !reason.contains("chmod"), "{}", reason);
    }
    // Further up nobody can put anything beside it.
    let (folder, _file) = made();
    set_mode(folder.path(), 0o1777);
    let inside = folder.path().join("inside/registry.db");
    assert!(open(&inside, OpenMode::Create).is_ok());
    // Nothing is made where it would be refused.
    for (mode, name) in [(0o777, "sub/registry.db"), (0o1777, "registry.db")] {
        let folder = TempDir::new().unwrap();
        set_mode(folder.path(), mode);
        let file = folder.path().join(name);
        for mode in [OpenMode::Create, OpenMode::CreateWhenFilled] {
            assert!(matches!(open(&file, mode), Err(Error::AccessDenied { .. })));
        }
        let left =
            fs::read_dir(folder.path()).unwrap().filter(|entry| !entry.as_ref().unwrap().path().is_dir());
        assert_eq!(left.count(), 0);
    }
}

#[test]
fn what_belongs_to_others_is_refused() {
    if !geteuid().is_root() {
        return skip("only root can give files away");
    }
    let nobody = Some(Uid::from_raw(NOBODY));
    let (folder, file) = made();
    chown(&file, nobody, None).unwrap();
    assert!(refused(&file, &file).contains("nobody"));
    chown(&file, Some(geteuid()), None).unwrap();
    chown(folder.path(), nobody, None).unwrap();
    refused(&file, folder.path());
    chown(folder.path(), Some(geteuid()), None).unwrap();
    let log = file.with_file_name("registry.db-wal");
    fs::write(&log, "").unwrap();
    chown(&log, nobody, None).unwrap();
    refused(&file, &log);
}

#[test]
fn companions_are_no_links_and_files_have_one_name() {
    for suffix in ["-wal", "-shm", "-journal"] {
        let (folder, file) = made();
        let companion = PathBuf::from(format!("{}{}", file.display(), suffix));
        let elsewhere = folder.path().join("elsewhere");
        fs::write(&elsewhere, "").unwrap();
        let _ = fs::remove_file(&companion);
        symlink(&elsewhere, &companion).unwrap();
        assert!(refused(&file, &companion).contains("symbolic link"));
        fs::remove_file(&companion).unwrap();
        fs::hard_link(&elsewhere, &companion).unwrap();
        assert!(refused(&file, &companion).contains("hard links"));
    }
    let (folder, file) = made();
    fs::hard_link(&file, folder.path().join("second")).unwrap();
    assert!(refused(&file, &file).contains("hard links"));
}

#[test]
fn links_are_followed_where_nobody_else_can_turn_them() {
    let (_folder, file) = made();
    let id = open(&file, OpenMode::ReadOnly).unwrap().id();
    let links = TempDir::new().unwrap();
    let link = links.path().join("link.db");
    symlink(&file, &link).unwrap();
    assert_eq!(open(&link, OpenMode::ReadWrite).unwrap().id(), id);
    let folder_link = links.path().join("folder");
    symlink(file.parent().unwrap(), &folder_link).unwrap();
    let through =
        folder_link.join("../").join(file.parent().unwrap().file_name().unwrap()).join("registry.db");
    assert_eq!(open(&through, OpenMode::ReadWrite).unwrap().id(), id);
    // The folder that holds the link counts as much as the one that holds the file.
    set_mode(links.path(), 0o777);
    refused(&link, links.path());
    refused(&folder_link.join("registry.db"), links.path());
    set_mode(links.path(), 0o1777);
    assert!(open(&link, OpenMode::ReadWrite).is_ok());
    let circle = links.path().join("circle");
    symlink(&circle, &circle).unwrap();
    assert!(matches!(open(&circle, OpenMode::ReadOnly), Err(Error::AccessDenied { .. })));
}

#[test]
fn links_of_others_are_not_followed() {
    if !geteuid().is_root() {
        return skip("only root can give links away");
    }
    let (_folder, file) = made();
    let links = TempDir::new().unwrap();
    let link = links.path().join("link.db");
    symlink(&file, &link).unwrap();
    set_mode(links.path(), 0o1777);
    // The link itself, not what it leads to. The call's shape differs between versions of nix.
    let given = Command::new("chown").arg("-h").arg(NOBODY.to_string()).arg(&link).status().unwrap();
    assert!(given.success());
    refused(&link, &link);
}

#[test]
fn what_is_no_registry_says_so() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    for mode in [OpenMode::ReadOnly, OpenMode::ReadWrite] {
        for missing in ["missing.db", "no/folder/missing.db"] {
            let opened = open(&at(missing), mode).map(|registry| registry.id());
            assert!(matches!(opened, Err(Error::RegistryNotFound { .. })), "{:?}", opened);
        }
        assert!(matches!(open(folder.path(), mode), Err(Error::RegistryUnavailable { .. })));
        fs::write(at("file"), "").unwrap();
        assert!(matches!(open(&at("file"), mode), Err(Error::RegistryNotFound { .. })));
        assert!(matches!(open(&at("file/registry.db"), mode), Err(Error::RegistryUnavailable { .. })));
    }
    assert!(!at("no").exists());
    dump_foreign(&at("foreign.db"));
    fs::write(at("garbage.db"), "This is no database. ".repeat(500)).unwrap();
    let (_kept, whole) = made();
    fs::copy(&whole, at("cut.db")).unwrap();
    let length = fs::metadata(at("cut.db")).unwrap().len();
    fs::OpenOptions::new().write(true).open(at("cut.db")).unwrap().set_len(length / 2 + 7).unwrap();
    for version in [VERSION + 1, 4711] {
        let newer = at(&format!("newer{}.db", version));
        fs::copy(&whole, &newer).unwrap();
        dump::connect(&newer).execute_batch(&format!("PRAGMA user_version = {}", version)).unwrap();
    }
    for mode in [OpenMode::ReadOnly, OpenMode::ReadWrite, OpenMode::Create] {
        for name in ["foreign.db", "garbage.db", "cut.db"] {
            let checked = open(&at(name), mode).and_then(|registry| registry.describe(true));
            let corrupt = match &checked {
                Err(Error::RegistryCorrupt { .. }) => true,
                Ok(description) => !description.findings.as_ref().unwrap().is_empty(),
                _ => false,
            };
            assert!(corrupt, "{} {:?}: {:?}", name, mode, checked);
        }
        for version in [VERSION + 1, 4711] {
            match open(&at(&format!("newer{}.db", version)), mode).map(|registry| registry.id()) {
                Err(Error::RegistryTooNew { found, known: VERSION, .. }) if found == version => {}
                other => panic!("{} {:?}: {:?}", version, mode, other),
            }
        }
    }
}

fn dump_foreign(path: &Path) {
    fs::write(path, "").unwrap();
    dump::connect(path).execute_batch("CREATE TABLE theirs (x)").unwrap();
}

/// As an unprivileged user.
fn as_nobody(test: &str, part: &str, file: &Path) {
    child::assert_succeeded(&child::command(test, part, file).uid(NOBODY).gid(NOBODY).output().unwrap());
}

const ONLY_ROOT_BECOMES_ANOTHER: &str = "only root can become another user";

#[test]
fn whoever_may_only_read_can_read() {
    let name = "location::whoever_may_only_read_can_read";
    if let Some((_, file)) = child::part() {
        for mode in [OpenMode::ReadOnly, OpenMode::ReadWrite] {
            let registry = open(&file, mode).unwrap_or_else(|error| panic!("{:?}: {}", mode, error));
            assert_eq!(registry.describe(true).unwrap().counts.users, 52);
            let written =
                registry.record_refusal_text(cscert_registry::model::audit::Action::Revoke, None, None, "x");
            assert!(matches!(written, Err(Error::AccessDenied { .. })), "{:?}", written);
        }
        return;
    }
    if !geteuid().is_root() {
        return skip(ONLY_ROOT_BECOMES_ANOTHER);
    }
    let test = TestRegistry::demo();
    set_mode(test.folder.path(), 0o755);
    for suffix in ["", "-wal", "-shm"] {
        set_mode(Path::new(&format!("{}{}", test.file().display(), suffix)), 0o644);
    }
    // While a writer has it open, and after it was closed.
    as_nobody(name, "", &test.file());
    let TestRegistry { folder, registry } = test;
    drop(registry);
    as_nobody(name, "", &folder.path().join("registry.db"));
}

#[test]
fn whoever_may_not_read_is_told() {
    let name = "location::whoever_may_not_read_is_told";
    if let Some((_, file)) = child::part() {
        for mode in [OpenMode::ReadOnly, OpenMode::ReadWrite, OpenMode::Create] {
            let opened = open(&file, mode).map(|registry| registry.id());
            assert!(
                matches!(opened, Err(Error::AccessDenied { .. } | Error::RegistryUnavailable { .. })),
                "{:?}",
                opened
            );
        }
        return;
    }
    if !geteuid().is_root() {
        return skip(ONLY_ROOT_BECOMES_ANOTHER);
    }
    let (folder, file) = made();
    set_mode(folder.path(), 0o755);
    as_nobody(name, "", &file);
}

#[test]
fn no_registry_is_made_under_a_name_that_is_a_companion_s() {
    let (folder, _file) = made();
    for name in ["registry.db-journal", "other.db-wal", "other.db-SHM"] {
        for mode in [OpenMode::Create, OpenMode::CreateWhenFilled] {
            let opened = open(&folder.path().join(name), mode).map(|registry| registry.id());
            assert!(matches!(opened, Err(Error::RegistryUnavailable { .. })), "{}: {:?}", name, opened);
        }
        assert!(!folder.path().join(name).exists());
    }
}

fn names(folder: &Path) -> Vec<String> {
    let name =
        |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().to_string_lossy().into_owned();
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(name).collect();
    names.sort();
    names
}

/// Imports into a registry that is not there yet.
fn import_into_new(file: &Path, ldif: &str) -> Result<Registry> {
    let mut registry = open(file, OpenMode::CreateWhenFilled)?;
    let mut import = cscert_registry::operations::import::Import::new(Default::default());
    import.ldif("test.ldif", ldif.as_bytes(), true)?;
    while !import.apply(&registry, 7, false)?.finished {}
    registry.settle()?;
    Ok(registry)
}

const ENTRY: &str = "dn: CN=Ken,DC=litwareinc,DC=com\nobjectClass: user\nmsRTCSIP-PrimaryUserAddress: sip:ken@litwareinc.com\n\n";

#[test]
fn a_registry_is_made_when_something_is_in_it() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("registry.db");
    drop(open(&file, OpenMode::CreateWhenFilled).unwrap());
    assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
    // Read and not taken.
    drop(import_into_new(&file, "dn: CN=Ken,DC=litwareinc,DC=com\nobjectClass: printer\n\n").unwrap());
    drop(import_into_new(&file, "").unwrap());
    assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
    let registry = import_into_new(&file, ENTRY).unwrap();
    // What was made is what is used from then on.
    assert_eq!(names(folder.path()), ["registry.db", "registry.db-shm", "registry.db-wal"]);
    let id = registry.id();
    assert_eq!(registry.describe(true).unwrap().findings, Some(Vec::new()));
    assert_eq!(open(&file, OpenMode::ReadOnly).unwrap().describe(true).unwrap().counts.users, 1);
    registry.interrupter().interrupt();
    assert_eq!(registry.describe(false).map(|_| ()), Err(Error::Interrupted));
    drop(registry);
    for mode in [OpenMode::CreateWhenFilled, OpenMode::ReadWrite] {
        assert_eq!(open(&file, mode).unwrap().id(), id);
    }
    assert_eq!(mode(&file), 0o600);
}

#[test]
fn of_two_who_make_a_registry_one_is_told() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("registry.db");
    let mut slower = open(&file, OpenMode::CreateWhenFilled).unwrap();
    let mut import = cscert_registry::operations::import::Import::new(Default::default());
    import.ldif("test.ldif", ENTRY.as_bytes(), true).unwrap();
    while !import.apply(&slower, 7, false).unwrap().finished {}
    let id = import_into_new(&file, ENTRY).unwrap().id();
    assert!(matches!(slower.settle(), Err(Error::RegistryUnavailable { .. })));
    drop(slower);
    assert_eq!(open(&file, OpenMode::ReadWrite).unwrap().id(), id);
    assert_eq!(names(folder.path()), ["registry.db", "registry.db-shm", "registry.db-wal"]);
}
