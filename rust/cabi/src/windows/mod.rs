//! The implementation of `Platform` for Windows. Its interface cannot be called from safe code, so it is in this crate.

mod access;
mod account;
mod create;
mod descriptor;
mod sid;
mod system;

use std::fs::File;
use std::io;
use std::os::windows::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf, Prefix};

use winapi::shared::minwindef::MAX_PATH;

use ::cscert_registry::platform::{FileState, PathError, Place, Platform};

/// The operating system of this process.
pub(crate) struct Windows;

impl Platform for Windows {
    fn user(&self) -> String {
        account::current_user().map_or_else(|_| "unknown".to_owned(), |sid| sid.name())
    }

    fn host(&self) -> String {
        system::host_name().unwrap_or_else(|_| "unknown".to_owned())
    }

    fn create_file(&self, path: &Path) -> io::Result<File> {
        create::file(path)
    }

    /// The files of SQLite inherit their permissions, which can let more users read them than the database.
    fn copy_rights(&self, database: &Path, companion: &Path) -> io::Result<()> {
        descriptor::copy_rights(database, companion)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        create::folder(path)
    }

    fn state(&self, file: &Path) -> io::Result<FileState> {
        descriptor::state(file)
    }

    fn is_read_only(&self, path: &Path) -> bool {
        descriptor::is_on_read_only_volume(path)
    }

    fn check(&self, path: &Path, place: Place) -> Result<(), String> {
        access::check(path, place)
    }

    /// Links and junctions on the written path are checked themselves; their targets are then checked as well.
    fn resolve(&self, path: &Path) -> Result<PathBuf, PathError> {
        for part in path.ancestors() {
            // A missing path is not a link.
            if let Ok(found) = part.symlink_metadata() {
                let place = if found.file_type().is_symlink() { Place::Link } else { Place::FolderAbove };
                self.check(part, place).map_err(PathError::Refused)?;
            }
        }
        let resolved = path.canonicalize()?;
        let folder = if resolved.is_dir() { Some(resolved.as_path()) } else { resolved.parent() };
        for (distance, folder) in folder.iter().flat_map(|folder| folder.ancestors()).enumerate() {
            let place = if distance == 0 { Place::Folder } else { Place::FolderAbove };
            self.check(folder, place).map_err(PathError::Refused)?;
        }
        Ok(without_verbatim_prefix(resolved))
    }

    fn network_file_system(&self, path: &Path) -> Option<&'static str> {
        match path.components().next() {
            Some(Component::Prefix(prefix)) => match prefix.kind() {
                Prefix::UNC(..) | Prefix::VerbatimUNC(..) => Some("a share"),
                // `\\.\UNC\server\share`: the same as a device name.
                Prefix::DeviceNS(name) if name.eq_ignore_ascii_case("UNC") => Some("a share"),
                Prefix::Disk(letter) | Prefix::VerbatimDisk(letter) if system::is_remote(letter) => {
                    Some("a mapped drive")
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// Without the `\\?\` prefix of a path with resolved links, if Windows also accepts the path without it.
///
/// SQLite treats every path that begins with two backslashes as one on a share, for which the connections of a process share one handle for
/// their locks on the index of the write-ahead log (`winIsUNCPath`). Two threads that start reading at the same moment lock it
/// twice and unlock it once (`winShmLock`, seen in 3.53.2), and from then on no connection can write.
fn without_verbatim_prefix(resolved: PathBuf) -> PathBuf {
    let plain = dunce::simplified(&resolved);
    // The longest name beside the database must also fit; the limit includes the terminating zero.
    let length = plain.as_os_str().encode_wide().count() + "-journal".len();
    if length < MAX_PATH {
        plain.to_owned()
    } else {
        resolved
    }
}

#[cfg(test)]
mod tests;
