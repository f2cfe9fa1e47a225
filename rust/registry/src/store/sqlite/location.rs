//! Where a registry may stand: a file that nobody else can write, on a file system of this machine.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::platform::{self, Place, Platform};

/// The files that SQLite keeps beside the database.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Checks the place and, where `create` is set, makes folder and file for the owner alone. Returns the path with links
/// resolved, which is what SQLite then opens.
pub(super) fn prepare(path: &Path, create: bool) -> Result<PathBuf> {
    let location = path.display().to_string();
    let platform = platform::current();
    if create {
        create_file(platform, path, &location)?;
    }
    let resolved = fs::canonicalize(path).map_err(|error| explain(&location, &error))?;
    if !resolved.is_file() {
        return Err(Error::RegistryUnavailable { location, reason: "it is not a file".to_owned() });
    }
    refuse_network(platform, &resolved, &location)?;
    check(platform, &resolved).map_err(|reason| Error::AccessDenied { location, reason })?;
    Ok(resolved)
}

/// Makes a new file for the owner alone.
pub(super) fn create(path: &Path) -> Result<()> {
    let location = path.display().to_string();
    match platform::current().create_file(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Error::RegistryUnavailable {
            location,
            reason: "there is a file of that name already; choose another name or remove it".to_owned(),
        }),
        Err(error) => Err(explain(&location, &error)),
    }
}

/// The file and its folders, where they are missing.
fn create_file(platform: &dyn Platform, path: &Path, location: &str) -> Result<()> {
    // Nothing is left behind on a share that is refused afterwards.
    if let Some(there) = path.ancestors().find_map(|part| fs::canonicalize(part).ok()) {
        refuse_network(platform, &there, location)?;
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        platform.create_folder(folder).map_err(|error| explain(location, &error))?;
    }
    match platform.create_file(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(explain(location, &error)),
        _ => Ok(()),
    }
}

fn refuse_network(platform: &dyn Platform, path: &Path, location: &str) -> Result<()> {
    match platform.network_file_system(path) {
        Some(kind) => Err(Error::RegistryUnavailable {
            location: location.to_owned(),
            reason: format!("{} is a network file system, where write-ahead logging does not work", kind),
        }),
        None => Ok(()),
    }
}

/// Refuses what anybody but the current user and the machine's administrators could have written or replaced, as ssh does
/// with keys.
fn check(platform: &dyn Platform, file: &Path) -> std::result::Result<(), String> {
    platform.check(file, Place::File)?;
    for suffix in COMPANIONS {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        let companion = PathBuf::from(name);
        if companion.symlink_metadata().is_ok() {
            platform.check(&companion, Place::File)?;
        }
    }
    // Whoever can write a folder above can put another file in this one's place.
    for (distance, folder) in file.ancestors().skip(1).enumerate() {
        platform.check(folder, if distance == 0 { Place::Folder } else { Place::FolderAbove })?;
    }
    Ok(())
}

fn explain(location: &str, error: &io::Error) -> Error {
    let location = location.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound => Error::RegistryNotFound { location },
        io::ErrorKind::PermissionDenied => {
            Error::AccessDenied { location, reason: format!("the operating system refuses it ({})", error) }
        }
        _ => Error::RegistryUnavailable { location, reason: error.to_string() },
    }
}
