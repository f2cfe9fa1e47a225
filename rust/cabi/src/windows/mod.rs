//! Windows, as the registry needs to know it. Its interface cannot be called from safe code, so it is asked from this crate.

mod access;
mod account;
mod create;
mod descriptor;
mod sid;
mod system;

use std::io;
use std::path::{Component, Path, Prefix};

use ::cscert_registry::platform::{FileIdentity, Place, Platform};

/// This process's operating system.
pub(crate) struct Windows;

impl Platform for Windows {
    fn user(&self) -> String {
        account::current_user().map_or_else(|_| "unknown".to_owned(), |sid| sid.name())
    }

    fn host(&self) -> String {
        system::host_name().unwrap_or_else(|_| "unknown".to_owned())
    }

    fn create_file(&self, path: &Path) -> io::Result<()> {
        create::file(path)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        create::folder(path)
    }

    fn identity(&self, file: &Path) -> io::Result<FileIdentity> {
        // SQLite keeps the file open without sharing its deletion: another one cannot take its place.
        file.metadata().map(|_| (0, 0))
    }

    fn check(&self, path: &Path, place: Place) -> Result<(), String> {
        access::check(path, place)
    }

    fn network_file_system(&self, path: &Path) -> Option<&'static str> {
        match path.components().next() {
            Some(Component::Prefix(prefix)) => match prefix.kind() {
                Prefix::UNC(..) | Prefix::VerbatimUNC(..) => Some("a share"),
                Prefix::Disk(letter) | Prefix::VerbatimDisk(letter) if system::is_remote(letter) => {
                    Some("a mapped drive")
                }
                _ => None,
            },
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
