//! Where a registry can be: a file that only its owner can write, on a local file system.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::error::{Error, Result};
use crate::platform::draft;
use crate::platform::{self, is_disk_full, FileIdentity, FileState, PathError, Place, Platform, DISK_FULL};

/// The files that SQLite keeps beside the database.
const COMPANIONS: [&str; 3] = ["-wal", INDEX, "-journal"];
/// The one of them without changes.
const INDEX: &str = "-shm";

/// Its minimum size (WALINDEX_PGSZ).
const ROOM: usize = 32_768;

/// The file of a registry, as it was checked.
pub(crate) struct OpenedFile {
    path: PathBuf,
    identity: FileIdentity,
}

/// Whether a missing registry is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Make {
    Never,
    Now,
    /// Under a temporary name, until it has content.
    AsDraft,
}

/// A file under a temporary name, which is removed when the value is dropped.
pub(crate) struct Draft {
    pub file: TempPath,
    /// The final path.
    pub home: PathBuf,
}

impl OpenedFile {
    /// The path with links resolved, as SQLite opens it.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether two threads of a process can have it open at the same time: SQLite loses locks if a path begins like that of a share
    /// in Windows, as the longest paths must.
    pub(crate) fn is_for_many_threads(&self) -> bool {
        !self.path.to_string_lossy().starts_with(r"\\")
    }

    /// Whether both are one file.
    pub(crate) fn is(&self, other: &OpenedFile) -> bool {
        self.identity == other.identity
    }

    /// Its current state.
    ///
    /// # Errors
    /// `RegistryUnavailable` if it was removed or replaced; what the operating system says if nobody can tell.
    pub(crate) fn state(&self, location: &str) -> Result<FileState> {
        match platform::current().state(&self.path) {
            Ok(state) if state.identity == self.identity => Ok(state),
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(explain(location, &error)),
            _ => Err(replaced(location)),
        }
    }

    /// Whether a path is the file or one that SQLite keeps beside it, by any name.
    pub(crate) fn is_or_has_beside_it(&self, identity: FileIdentity) -> bool {
        let is =
            |path: &Path| platform::current().state(path).map_or(false, |state| state.identity == identity);
        self.identity == identity || companions(&self.path).any(|companion| is(&companion))
    }

    /// Whether nothing can write to it in any way.
    pub(crate) fn is_on_read_only_medium(&self) -> bool {
        platform::current().is_read_only(&self.path)
    }

    /// A file beside it with changes that are not in it yet.
    pub(crate) fn log_with_content(&self) -> Option<PathBuf> {
        companions(&self.path)
            .filter(|companion| !companion.to_string_lossy().ends_with(INDEX))
            .find(|companion| companion.metadata().map_or(true, |data| data.len() > 0))
    }

    /// Checks the permissions again, including those of new files beside it, and that it is the same file.
    pub(crate) fn still_closed(&self, location: &str) -> Result<()> {
        let platform = platform::current();
        for companion in companions(&self.path) {
            // This can fail without the right to change permissions, which only the creator needs: the check decides.
            let _ = platform.copy_rights(&self.path, &companion);
        }
        check(platform, &self.path).map_err(|error| explain_path_error(location, error))?;
        self.state(location).map(|_| ())
    }
}

/// `RegistryUnavailable`, because the open file is not at the path any more.
pub(crate) fn replaced(location: &str) -> Error {
    Error::unavailable(location, "its file was removed or replaced while it was open; run the command again")
}

/// Whether there is no space for the files that SQLite creates beside a database: its error does not always say so.
pub(crate) fn has_no_room_beside(database: &Path) -> bool {
    let write = |folder| draft::create(folder).and_then(|(_draft, mut file)| file.write_all(&[0; ROOM]));
    let written = database.parent().map_or(Ok(()), write);
    written.map_or_else(|error| is_disk_full(&error), |()| false)
}

/// Checks the path and, if requested, creates folder and file that only the owner can access.
pub(crate) fn prepare(path: &Path, make: Make) -> Result<(OpenedFile, Option<Draft>)> {
    let location = path.display().to_string();
    let platform = platform::current();
    // As written: the computer of a share is not even contacted, because that would send it the credentials of the user.
    refuse_network(platform, path, &location)?;
    if make != Make::Never {
        if let Some(database) = companion_of(path) {
            let reason = format!(
                "SQLite keeps changes of \"{}\" in a file with this name; choose another name",
                database
            );
            return Err(Error::unavailable(location, reason));
        }
        // Nothing is left on a share that is refused afterwards.
        if let Some(there) = path.ancestors().find_map(|part| fs::canonicalize(part).ok()) {
            refuse_network(platform, &there, &location)?;
        }
    }
    let (opened, draft) =
        place(platform, path, make).map_err(|error| explain_path_error(&location, error))?;
    refuse_network(platform, &opened.path, &location)?;
    Ok((opened, draft))
}

fn place(
    platform: &dyn Platform,
    path: &Path,
    make: Make,
) -> std::result::Result<(OpenedFile, Option<Draft>), PathError> {
    let mut path = std::env::current_dir()?.join(path);
    let mut draft = None;
    if make != Make::Never && path.symlink_metadata().is_err() {
        if let Some(folder) = path.parent() {
            if !folder.is_dir() {
                platform.create_folder(folder)?;
            }
            // Before anything is created in it.
            let folder = platform.resolve(folder)?;
            if make == Make::AsDraft {
                let (file, _) = draft::create(&folder)?;
                let home = std::mem::replace(&mut path, file.to_path_buf());
                draft = Some(Draft { file, home });
            }
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
    let identity = platform.state(&resolved)?.identity;
    Ok((OpenedFile { path: resolved, identity }, draft))
}

fn refuse_network(platform: &dyn Platform, path: &Path, location: &str) -> Result<()> {
    match platform.network_file_system(path) {
        Some(kind) => Err(Error::unavailable(
            location,
            format!("{} counts as a network file system, where write-ahead logging does not work", kind),
        )),
        None => Ok(()),
    }
}

/// Refuses a file, or files of SQLite beside it, that anyone except the current user and the administrators of the computer could
/// have written, as ssh does with keys. The folders were checked when the path was resolved.
fn check(platform: &dyn Platform, file: &Path) -> std::result::Result<(), PathError> {
    platform.check(file, Place::File).map_err(PathError::Refused)?;
    for companion in companions(file) {
        // Another process can have removed it since; a missing file cannot be misused.
        let checked = platform.check(&companion, Place::File);
        if checked.is_err() && companion.symlink_metadata().is_ok() {
            checked.map_err(PathError::Refused)?;
        }
    }
    Ok(())
}

/// The database beside which SQLite would keep a file with this name, if any.
pub(crate) fn companion_of(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy();
    // Windows ignores them at the end of a name.
    let name = if cfg!(windows) { name.trim_end_matches(&['.', ' '][..]) } else { &name };
    COMPANIONS.iter().find_map(|suffix| {
        let at = name.len().checked_sub(suffix.len()).filter(|at| *at > 0 && name.is_char_boundary(*at))?;
        // The case sensitivity of the file system is unknown.
        name[at..].eq_ignore_ascii_case(suffix).then(|| name[..at].to_owned())
    })
}

/// The existing files of SQLite beside the database.
pub(crate) fn companions(file: &Path) -> impl Iterator<Item = PathBuf> + '_ {
    COMPANIONS
        .iter()
        .map(move |suffix| {
            let mut name = file.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        })
        .filter(|companion| companion.symlink_metadata().is_ok())
}

fn explain_path_error(location: &str, error: PathError) -> Error {
    match error {
        PathError::Refused(reason) => Error::denied(location, reason),
        PathError::System(error) => explain(location, &error),
    }
}

pub(crate) fn explain(location: &str, error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => Error::RegistryNotFound { location: location.to_owned() },
        io::ErrorKind::PermissionDenied => {
            Error::denied(location, format!("the operating system denies it ({})", error))
        }
        _ if is_disk_full(error) => Error::unavailable(location, DISK_FULL),
        _ => Error::unavailable(location, error.to_string()),
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

    #[test]
    fn names_of_companions_are_known_in_any_case() {
        let database = |name: &str| companion_of(Path::new(name));
        for name in
            ["registry.db-wal", "/var/lib/registry.db-shm", "../registry.db-Journal", "registry.db-WAL"]
        {
            assert_eq!(database(name).as_deref(), Some("registry.db"), "{}", name);
        }
        for name in [
            "registry.db",
            "wal",
            "-wal",
            "registry-wal.db",
            "registry.db-walx",
            "/a-wal/registry.db",
            "é-wa",
        ] {
            assert_eq!(database(name), None, "{}", name);
        }
        assert_eq!(database("registry.db-wal. ").is_some(), cfg!(windows));
    }
}
