//! Where a registry may stand: a file that nobody else can write, on a file system of this machine.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::error::{Error, Result};
use crate::platform::draft;
use crate::platform::{self, is_disk_full, FileIdentity, FileState, Place, Platform, Trouble, DISK_FULL};

/// The files that SQLite keeps beside the database.
const COMPANIONS: [&str; 3] = ["-wal", INDEX, "-journal"];
/// The one of them that holds no changes.
const INDEX: &str = "-shm";

/// The least that SQLite makes of one (WALINDEX_PGSZ).
const ROOM: usize = 32_768;

/// A registry's file, as it was when it was checked.
pub(crate) struct OpenedFile {
    path: PathBuf,
    identity: FileIdentity,
}

/// Whether a missing registry is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Make {
    Never,
    Now,
    /// Under a name of its own, until something is in it.
    AsDraft,
}

/// What was made under another name, which is gone with the value.
pub(crate) struct Draft {
    pub file: TempPath,
    /// Where it shall be.
    pub home: PathBuf,
}

impl OpenedFile {
    /// The path with links resolved, which is what SQLite opens.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether two threads of a process may have it open at a time: SQLite loses locks where a path begins as a share's does
    /// in Windows, which the longest ones must.
    pub(crate) fn is_for_many_threads(&self) -> bool {
        !self.path.to_string_lossy().starts_with(r"\\")
    }

    /// Whether both are one file.
    pub(crate) fn is(&self, other: &OpenedFile) -> bool {
        self.identity == other.identity
    }

    /// How it looks now; none where another file, or none, has taken its place.
    pub(crate) fn state(&self) -> Option<FileState> {
        platform::current().state(&self.path).ok().filter(|state| state.identity == self.identity)
    }

    /// Whether that is the file or one of those that SQLite keeps beside it, by whatever name.
    pub(crate) fn is_or_has_beside_it(&self, identity: FileIdentity) -> bool {
        let is =
            |path: &Path| platform::current().state(path).map_or(false, |state| state.identity == identity);
        self.identity == identity || companions(&self.path).any(|companion| is(&companion))
    }

    /// Whether nobody can write it, by whatever way.
    pub(crate) fn is_on_read_only_medium(&self) -> bool {
        platform::current().is_read_only(&self.path)
    }

    /// A file beside it that holds changes which are not in it yet.
    pub(crate) fn log_with_content(&self) -> Option<PathBuf> {
        companions(&self.path)
            .filter(|companion| !companion.to_string_lossy().ends_with(INDEX))
            .find(|companion| companion.metadata().map_or(true, |data| data.len() > 0))
    }

    /// Checks the rights once more: of the files beside it that have come since, and that it is the same file.
    pub(crate) fn still_closed(&self, location: &str) -> Result<()> {
        let platform = platform::current();
        for companion in companions(&self.path) {
            // Only who may change its rights can, and only who made it needs to: the check decides.
            let _ = platform.copy_rights(&self.path, &companion);
        }
        check(platform, &self.path).map_err(|trouble| explain_trouble(location, trouble))?;
        self.state().map(|_| ()).ok_or_else(|| replaced(location))
    }
}

/// `RegistryUnavailable`, where what is open is not what the path leads to any more.
pub(crate) fn replaced(location: &str) -> Error {
    Error::RegistryUnavailable {
        location: location.to_owned(),
        reason: "its file was removed or replaced while it was open; run the command again".to_owned(),
    }
}

/// Whether there is no room for what SQLite makes beside a database: its error does not always say so.
pub(crate) fn has_no_room_beside(database: &Path) -> bool {
    let write = |folder| draft::create(folder).and_then(|(_draft, mut file)| file.write_all(&[0; ROOM]));
    let written = database.parent().map_or(Ok(()), write);
    written.map_or_else(|error| is_disk_full(&error), |()| false)
}

/// Checks the place and, where that is wanted, makes folder and file for the owner alone.
pub(crate) fn prepare(path: &Path, make: Make) -> Result<(OpenedFile, Option<Draft>)> {
    let location = path.display().to_string();
    let platform = platform::current();
    // As it is written: a share's machine is not even asked, for that would tell it who is at work here.
    refuse_network(platform, path, &location)?;
    if make != Make::Never {
        if let Some(database) = companion_of(path) {
            let reason = format!(
                "SQLite keeps changes of \"{}\" in a file with this name; choose another name",
                database
            );
            return Err(Error::RegistryUnavailable { location, reason });
        }
        // Nothing is left behind on a share that is refused afterwards.
        if let Some(there) = path.ancestors().find_map(|part| fs::canonicalize(part).ok()) {
            refuse_network(platform, &there, &location)?;
        }
    }
    let (opened, draft) =
        place(platform, path, make).map_err(|trouble| explain_trouble(&location, trouble))?;
    refuse_network(platform, &opened.path, &location)?;
    Ok((opened, draft))
}

fn place(
    platform: &dyn Platform,
    path: &Path,
    make: Make,
) -> std::result::Result<(OpenedFile, Option<Draft>), Trouble> {
    let mut path = std::env::current_dir()?.join(path);
    let mut draft = None;
    if make != Make::Never && path.symlink_metadata().is_err() {
        if let Some(folder) = path.parent() {
            if !folder.is_dir() {
                platform.create_folder(folder)?;
            }
            // Before anything is made in it.
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
        Some(kind) => Err(Error::RegistryUnavailable {
            location: location.to_owned(),
            reason: format!(
                "{} counts as a network file system, where write-ahead logging does not work",
                kind
            ),
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

/// The database beside which SQLite would keep a file of that name, if it would.
pub(crate) fn companion_of(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy();
    // Windows leaves them out at the end of a name.
    let name = if cfg!(windows) { name.trim_end_matches(&['.', ' '][..]) } else { &name };
    COMPANIONS.iter().find_map(|suffix| {
        let at = name.len().checked_sub(suffix.len()).filter(|at| *at > 0 && name.is_char_boundary(*at))?;
        // Whether a file system heeds case is not known.
        name[at..].eq_ignore_ascii_case(suffix).then(|| name[..at].to_owned())
    })
}

/// The files of SQLite's that are there beside the database.
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

fn explain_trouble(location: &str, trouble: Trouble) -> Error {
    match trouble {
        Trouble::Refused(reason) => Error::AccessDenied { location: location.to_owned(), reason },
        Trouble::System(error) => explain(location, &error),
    }
}

pub(crate) fn explain(location: &str, error: &io::Error) -> Error {
    let location = location.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound => Error::RegistryNotFound { location },
        io::ErrorKind::PermissionDenied => {
            Error::AccessDenied { location, reason: format!("the operating system denies it ({})", error) }
        }
        _ if is_disk_full(error) => Error::RegistryUnavailable { location, reason: DISK_FULL.to_owned() },
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
