//! Where a registry may stand: a file that nobody else can write, on a file system of this machine.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::platform::{self, FileIdentity, Place, Platform, Trouble};

/// The files that SQLite keeps beside the database.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A registry's file, as it was when it was checked.
pub(super) struct OpenedFile {
    path: PathBuf,
    identity: FileIdentity,
}

impl OpenedFile {
    /// The path with links resolved, which is what SQLite opens.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether two threads of a process may have it open at a time: SQLite loses locks where a path begins as a share's does
    /// in Windows, which the longest ones must.
    pub fn is_for_many_threads(&self) -> bool {
        !self.path.to_string_lossy().starts_with(r"\\")
    }

    /// Whether both are one file.
    pub fn is(&self, other: &OpenedFile) -> bool {
        self.identity == other.identity
    }

    /// Refuses where another file, or none, has taken this one's place.
    pub fn same(&self, location: &str) -> Result<()> {
        match platform::current().identity(&self.path) {
            Ok(identity) if identity == self.identity => Ok(()),
            _ => Err(Error::RegistryUnavailable {
                location: location.to_owned(),
                reason: "its file was removed or replaced while it was open; run the command again"
                    .to_owned(),
            }),
        }
    }

    /// Checks the rights once more: of the files beside it that have come since, and that it is the same file.
    pub fn still_closed(&self, location: &str) -> Result<()> {
        let platform = platform::current();
        for companion in companions(&self.path) {
            // Only who may change its rights can, and only who made it needs to: the check decides.
            let _ = platform.copy_rights(&self.path, &companion);
        }
        check(platform, &self.path).map_err(|trouble| explain_trouble(location, trouble))?;
        self.same(location)
    }
}

/// Checks the place and, where `create` is set, makes folder and file for the owner alone.
pub(super) fn prepare(path: &Path, create: bool) -> Result<OpenedFile> {
    let location = path.display().to_string();
    let platform = platform::current();
    // As it is written: a share's machine is not even asked, for that would tell it who is at work here.
    refuse_network(platform, path, &location)?;
    if create {
        // Nothing is left behind on a share that is refused afterwards.
        if let Some(there) = path.ancestors().find_map(|part| fs::canonicalize(part).ok()) {
            refuse_network(platform, &there, &location)?;
        }
    }
    let opened = place(platform, path, create).map_err(|trouble| explain_trouble(&location, trouble))?;
    refuse_network(platform, &opened.path, &location)?;
    Ok(opened)
}

fn place(platform: &dyn Platform, path: &Path, create: bool) -> std::result::Result<OpenedFile, Trouble> {
    let path = std::env::current_dir()?.join(path);
    if create {
        if let Some(folder) = path.parent() {
            if !folder.is_dir() {
                platform.create_folder(folder)?;
            }
            // Before anything is made in it.
            platform.resolve(folder)?;
        }
        match platform.create_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error.into()),
            _ => {}
        }
    }
    let resolved = platform.resolve(&path)?;
    if !resolved.is_file() {
        return Err(io::Error::new(io::ErrorKind::Other, "it is not a file").into());
    }
    check(platform, &resolved)?;
    let identity = platform.identity(&resolved)?;
    Ok(OpenedFile { path: resolved, identity })
}

/// Makes a new file for the owner alone.
pub(super) fn create(path: &Path) -> Result<()> {
    let location = path.display().to_string();
    let unavailable =
        |reason: &str| Error::RegistryUnavailable { location: location.clone(), reason: reason.to_owned() };
    platform::current().create_file(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            unavailable("there is a file of that name already; choose another name or remove it")
        }
        io::ErrorKind::NotFound => unavailable("its folder does not exist"),
        _ => explain(&location, &error),
    })
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

/// Refuses a file, or files of SQLite's beside it, that anybody but the current user and the machine's administrators could
/// have written, as ssh does with keys. The folders are checked on the way to it.
fn check(platform: &dyn Platform, file: &Path) -> std::result::Result<(), Trouble> {
    platform.check(file, Place::File).map_err(Trouble::Refused)?;
    for companion in companions(file) {
        // SQLite of another process may have removed it since; what is not there cannot be misused.
        let checked = platform.check(&companion, Place::File);
        if checked.is_err() && companion.symlink_metadata().is_ok() {
            checked.map_err(Trouble::Refused)?;
        }
    }
    Ok(())
}

/// The files of SQLite's that are there beside the database.
fn companions(file: &Path) -> impl Iterator<Item = PathBuf> + '_ {
    COMPANIONS
        .iter()
        .map(move |suffix| {
            let mut name = file.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        })
        .filter(|companion| companion.symlink_metadata().is_ok())
}

fn explain_trouble(location: &str, trouble: Trouble) -> Error {
    match trouble {
        Trouble::Refused(reason) => Error::AccessDenied { location: location.to_owned(), reason },
        Trouble::System(error) => explain(location, &error),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_sqlite_takes_for_a_share_is_for_one_thread() {
        let opened = |path: &str| OpenedFile { path: PathBuf::from(path), identity: (1, 1) };
        for path in [r"\\?\C:\ProgramData\registry.db", r"\\server\share\registry.db"] {
            assert!(!opened(path).is_for_many_threads());
        }
        for path in [r"C:\ProgramData\registry.db", "/var/lib/registry.db"] {
            assert!(opened(path).is_for_many_threads());
        }
    }
}
