//! Run in Windows, or in wine by the suite `wine`.

use std::fs;
use std::path::{Path, PathBuf};

use winapi::um::securitybaseapi::SetFileSecurityW;
use winapi::um::winnt::{
    DACL_SECURITY_INFORMATION, DELETE, FILE_ADD_FILE, FILE_ALL_ACCESS, FILE_APPEND_DATA, FILE_DELETE_CHILD,
    FILE_GENERIC_EXECUTE, FILE_GENERIC_READ, FILE_WRITE_DATA, GENERIC_ALL, GENERIC_WRITE, INHERIT_ONLY_ACE,
    OBJECT_INHERIT_ACE, WRITE_DAC, WRITE_OWNER,
};

use ::cscert_registry::platform::{Place, Platform};

use super::descriptor::{Descriptor, Grant, Protection};
use super::{access, account, system, Windows};

/// A new folder, gone with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join("cscert-tests").join(name);
        let _ = fs::remove_dir_all(&path);
        Windows.create_folder(&path).unwrap();
        Folder(fs::canonicalize(path).unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_user_has_a_domain_and_does_not_come_from_the_environment() {
    std::env::set_var("USERNAME", "somebody-else");
    let user = Windows.user();
    assert!(user.contains('\\'), "{}", user);
    assert!(!user.contains("somebody-else"));
}

#[test]
fn the_host_has_a_name() {
    assert!(!Windows.host().is_empty());
    assert_ne!(Windows.host(), "unknown");
}

#[test]
fn what_is_made_passes_the_check() {
    let folder = Folder::new("made");
    let file = folder.0.join("registry.db");
    Windows.create_file(&file).unwrap();
    Windows.check(&file, Place::File).unwrap();
    Windows.check(&folder.0, Place::Folder).unwrap();
    let again = Windows.create_file(&file).unwrap_err();
    assert_eq!(again.kind(), std::io::ErrorKind::AlreadyExists);
}

#[test]
fn shares_are_networks_and_drives_are_not() {
    let kind = |path: &str| Windows.network_file_system(Path::new(path));
    assert_eq!(kind(r"\\server\share\registry.db"), Some("a share"));
    assert_eq!(kind(r"\\?\UNC\server\share\registry.db"), Some("a share"));
    assert_eq!(kind(r"\\.\unc\server\share\registry.db"), Some("a share"));
    assert_eq!(kind(r"C:\registry.db"), None);
    assert_eq!(kind(r"\\?\C:\registry.db"), None);
}

/// Gives a file other rights.
fn protect(file: &Path, rights: &str) {
    let descriptor = Descriptor::parse(rights).unwrap();
    let path = system::wide_path(file);
    // SAFETY: the path ends in zero, and the descriptor lives to the end of the call.
    let done = unsafe { SetFileSecurityW(path.as_ptr(), DACL_SECURITY_INFORMATION, descriptor.raw()) };
    assert_ne!(done, 0, "{}", std::io::Error::last_os_error());
}

#[test]
fn a_file_that_everybody_may_write_is_refused_and_one_that_everybody_may_read_is_not() {
    let folder = Folder::new("everybody");
    let file = folder.0.join("registry.db");
    Windows.create_file(&file).unwrap();
    let me = account::current_user().unwrap().text();
    protect(&file, &format!("D:P(A;;FA;;;{})(A;;FR;;;WD)", me));
    Windows.check(&file, Place::File).unwrap();
    protect(&file, &format!("D:P(A;;FA;;;{})(A;;FA;;;WD)", me));
    let refusal = Windows.check(&file, Place::File).unwrap_err();
    assert!(refusal.contains("is writable by") && refusal.contains("icacls"), "{}", refusal);
}

#[test]
fn what_sqlite_makes_gets_the_rights_of_the_database() {
    let folder = Folder::new("companion");
    let (database, log) = (folder.0.join("registry.db"), folder.0.join("registry.db-wal"));
    Windows.create_file(&database).unwrap();
    Windows.create_file(&log).unwrap();
    let me = account::current_user().unwrap().text();
    protect(&log, &format!("D:P(A;;FA;;;{})(A;;FR;;;WD)", me));
    let readers = |file: &Path| {
        let grants = Protection::of(file).unwrap().grants.unwrap();
        grants.iter().filter(|grant| grant.who.text() == "S-1-1-0" && grant.rights != 0).count()
    };
    assert_eq!(readers(&log), 1);
    Windows.copy_rights(&database, &log).unwrap();
    assert_eq!(readers(&log), 0);
}

#[test]
fn rights_that_change_a_registry_are_told_from_those_that_do_not() {
    use Place::{File, Folder, FolderAbove, Link};
    let endangers = |rights, flags, place, root| {
        let who = account::current_user().unwrap();
        access::endangers(&Grant { who, rights, flags }, place, root)
    };
    for rights in [WRITE_DAC, WRITE_OWNER, GENERIC_ALL, FILE_ALL_ACCESS] {
        for place in [File, Folder, FolderAbove, Link] {
            assert!(endangers(rights, 0, place, false), "{:#x} {:?}", rights, place);
        }
    }
    for rights in [FILE_WRITE_DATA, FILE_APPEND_DATA, DELETE, GENERIC_WRITE] {
        assert!(endangers(rights, 0, File, false), "{:#x}", rights);
    }
    for place in [File, Folder, FolderAbove, Link] {
        assert!(
            !endangers(FILE_GENERIC_READ | FILE_GENERIC_EXECUTE, OBJECT_INHERIT_ACE, place, false),
            "{:?}",
            place
        );
    }
    // Whoever may add a file puts a log beside the database; further up it changes nothing.
    assert!(endangers(FILE_ADD_FILE, 0, Folder, false));
    assert!(!endangers(FILE_ADD_FILE, 0, FolderAbove, false));
    // Whoever may take a folder away puts another in its place; a drive's own stays.
    for place in [Folder, FolderAbove] {
        assert!(endangers(FILE_DELETE_CHILD, 0, place, false), "{:?}", place);
        assert!(endangers(DELETE, 0, place, false), "{:?}", place);
        assert!(!endangers(DELETE, 0, place, true), "{:?}", place);
    }
    // What only the things inside inherit counts for the files of the registry's own folder.
    let inherited = INHERIT_ONLY_ACE | OBJECT_INHERIT_ACE;
    assert!(endangers(FILE_WRITE_DATA, inherited, Folder, false));
    assert!(!endangers(FILE_WRITE_DATA, INHERIT_ONLY_ACE, Folder, false));
    assert!(!endangers(GENERIC_ALL, inherited, FolderAbove, false));
}

#[test]
fn a_second_name_is_refused() {
    let folder = Folder::new("links");
    let file = folder.0.join("registry.db");
    Windows.create_file(&file).unwrap();
    fs::hard_link(&file, folder.0.join("other.db")).unwrap();
    assert!(Windows.check(&file, Place::File).unwrap_err().contains("hard links"));
}

#[test]
fn a_file_is_told_from_another_of_its_name() {
    let folder = Folder::new("identity");
    let file = folder.0.join("registry.db");
    Windows.create_file(&file).unwrap();
    let identity = || Windows.state(&file).unwrap().identity;
    let first = identity();
    assert_eq!(identity(), first);
    fs::rename(&file, folder.0.join("old.db")).unwrap();
    Windows.create_file(&file).unwrap();
    assert_ne!(identity(), first);
}

#[test]
fn a_way_is_followed_to_the_file() {
    let folder = Folder::new("way");
    let file = folder.0.join("registry.db");
    Windows.create_file(&file).unwrap();
    let resolved = Windows.resolve(&file).unwrap();
    assert_eq!(fs::canonicalize(&resolved).unwrap(), file);
    // Or SQLite would take it for a share's.
    assert!(!resolved.to_str().unwrap().starts_with(r"\\"), "{}", resolved.display());
}

#[test]
fn long_paths_can_be_made() {
    let folder = Folder::new("long");
    let deep = folder.0.join("d".repeat(100)).join("e".repeat(100)).join("f".repeat(100));
    Windows.create_folder(&deep).unwrap();
    Windows.create_file(&deep.join("registry.db")).unwrap();
}

#[test]
fn a_path_stays_long_where_a_file_beside_it_would_become_too_long() {
    let folder = Folder::new("longer");
    let there = folder.0.join("d".repeat(100));
    Windows.create_folder(&there).unwrap();
    // What the folder leaves of the 259 characters that a path has without its long form's four.
    let left = 259 - (there.to_str().unwrap().len() - 4) - 1;
    for (beside, long) in [("-journal".len(), false), ("-wal".len(), true)] {
        let file = there.join("r".repeat(left - beside));
        Windows.create_file(&file).unwrap();
        assert_eq!(Windows.resolve(&file).unwrap() == file, long, "{}", beside);
    }
}

#[test]
fn protection_has_an_owner_and_a_list() {
    let folder = Folder::new("protection");
    let protection = Protection::of(&folder.0).unwrap();
    assert!(protection.owner.text().starts_with("S-1-"));
    let grants = protection.grants.unwrap();
    for grant in &grants {
        println!("{} {:#x} {:#x}", grant.who.name(), grant.rights, grant.flags);
    }
    assert!(!grants.is_empty());
}
