//! Run in Windows or wine: `cargo test --target x86_64-pc-windows-gnu --package cscert --lib`.

use std::fs;
use std::path::PathBuf;

use ::cscert_registry::platform::{Place, Platform};

use super::descriptor::Protection;
use super::Windows;

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
    let kind = |path: &str| Windows.network_file_system(std::path::Path::new(path));
    assert_eq!(kind(r"\\server\share\registry.db"), Some("a share"));
    assert_eq!(kind(r"\\?\UNC\server\share\registry.db"), Some("a share"));
    assert_eq!(kind(r"C:\registry.db"), None);
    assert_eq!(kind(r"\\?\C:\registry.db"), None);
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
    let first = Windows.identity(&file).unwrap();
    assert_eq!(Windows.identity(&file).unwrap(), first);
    fs::rename(&file, folder.0.join("old.db")).unwrap();
    Windows.create_file(&file).unwrap();
    assert_ne!(Windows.identity(&file).unwrap(), first);
}

#[test]
fn a_way_is_followed_to_the_file() {
    let folder = Folder::new("way");
    let file = folder.0.join("registry.db");
    Windows.create_file(&file).unwrap();
    assert_eq!(Windows.resolve(&file).unwrap(), file);
}

#[test]
fn long_paths_can_be_made() {
    let folder = Folder::new("long");
    let deep = folder.0.join("d".repeat(100)).join("e".repeat(100)).join("f".repeat(100));
    Windows.create_folder(&deep).unwrap();
    Windows.create_file(&deep.join("registry.db")).unwrap();
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
