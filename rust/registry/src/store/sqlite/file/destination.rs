//! What a file that a command writes must not take the place of.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::platform::{self, FileIdentity, PathError, Place};
use crate::store::sqlite::connection::connect_immutable;
use crate::store::sqlite::schema::APPLICATION_ID;
use crate::store::sqlite::SqliteStore;

use super::location::{companion_of, companions};

/// The beginning of every SQLite database (<https://www.sqlite.org/fileformat.html>, section 1.3).
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// What stands where a file is to be written.
enum Existing {
    Nothing,
    /// A link to a file that matters to nobody here, or to none.
    Link,
    Database,
    File,
}

/// Why a file is not written, as the administrator reads it.
type Reason = String;

impl SqliteStore {
    /// Checks where a copy is to go: in a folder that a registry could stand in, and in nobody's place, unless it may replace an
    /// earlier copy of this registry. Returns the path, with the folder's links resolved.
    pub(crate) fn check_backup_destination(
        &self,
        destination: &Path,
        replace: bool,
    ) -> Result<PathBuf, PathError> {
        check_backup_destination(destination, replace, &self.identity.get().id, &|file| self.refuse_own(file))
    }

    pub(crate) fn refuse_own(&self, identity: FileIdentity) -> Result<(), Reason> {
        match &self.file {
            Some(file) if file.is_or_has_beside_it(identity) => {
                Err("it is the registry itself, or a file that SQLite keeps beside it; choose another name"
                    .to_owned())
            }
            _ => Ok(()),
        }
    }
}

/// `SqliteStore::check_backup_destination` of the registry with that id; `refuse_own` knows its own files.
pub(crate) fn check_backup_destination(
    destination: &Path,
    replace: bool,
    id: &[u8; 16],
    refuse_own: &dyn Fn(FileIdentity) -> Result<(), Reason>,
) -> Result<PathBuf, PathError> {
    let platform = platform::current();
    let destination = std::env::current_dir()?.join(destination);
    let (folder, name) = match (destination.parent(), destination.file_name()) {
        (Some(folder), Some(name)) => (folder, name),
        _ => return Err(other("it is a folder; name a file in it".to_owned())),
    };
    let resolved = platform.resolve(folder)?.join(name);
    let existing = existing(&destination, refuse_own).map_err(other)?;
    match existing {
            Existing::Nothing => return Ok(resolved),
            _ if !replace => {
                return Err(other(
                    "a file with this name already exists; choose another name, or use -Force to replace an earlier backup of this registry".to_owned(),
                ))
            }
            Existing::Database => {}
            Existing::Link => return Err(other("it is a symbolic link".to_owned())),
            Existing::File => return Err(other("the file with this name is not a backup of this registry".to_owned())),
        }
    platform.check(&resolved, Place::File).map_err(PathError::Refused)?;
    if is_copy_of(&resolved, id) {
        Ok(resolved)
    } else {
        Err(other("the file with this name is not a backup of this registry".to_owned()))
    }
}

/// Whether a file holds a copy of the registry with that id. Nobody has it open, so that nothing has to be made beside it.
fn is_copy_of(file: &Path, id: &[u8; 16]) -> bool {
    let read = || -> rusqlite::Result<bool> {
        let copy = connect_immutable(file)?;
        let application: i64 = copy.query_row("PRAGMA application_id", [], |row| row.get(0))?;
        let found: [u8; 16] = copy.query_row("SELECT registry_id FROM registry", [], |row| row.get(0))?;
        Ok(application == APPLICATION_ID && found == *id)
    };
    read().unwrap_or(false)
}

/// Refuses what a report must not take the place of; `refuse_own` knows the registry's own files.
pub(crate) fn check_report_destination(
    destination: &Path,
    refuse_own: &dyn Fn(FileIdentity) -> Result<(), Reason>,
) -> Result<(), Reason> {
    match existing(destination, refuse_own)? {
        Existing::Database => Err("a database with this name exists; choose another name".to_owned()),
        Existing::Nothing | Existing::Link | Existing::File => Ok(()),
    }
}

/// What stands there, in whatever spelling; refuses what belongs to a registry.
fn existing(
    destination: &Path,
    refuse_own: &dyn Fn(FileIdentity) -> Result<(), Reason>,
) -> Result<Existing, Reason> {
    refuse_name(destination)?;
    let found = match destination.symlink_metadata() {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Existing::Nothing),
        Err(error) => return Err(error.to_string()),
    };
    let is_link = found.file_type().is_symlink();
    let target = match fs::canonicalize(destination) {
        Ok(target) => target,
        Err(_) if is_link => return Ok(Existing::Link),
        Err(error) => return Err(error.to_string()),
    };
    let state = platform::current().state(&target).map_err(|error| error.to_string())?;
    refuse_own(state.identity)?;
    refuse_name(&target)?;
    if !target.is_file() {
        return Err("it is not a file".to_owned());
    }
    // Before it is opened: a process that closes a file gives up all its locks on it, and one that is in use has files beside it.
    if state.names > 1 {
        return Err(format!(
            "the file has {} hard links; another of its names may be that of a registry",
            state.names
        ));
    }
    if let Some(companion) = companions(&target).next() {
        return Err(format!(
            "\"{}\" lies beside it, as beside a registry that is in use",
            companion.display()
        ));
    }
    let mut beginning = [0; MAGIC.len()];
    let is_database = File::open(&target).and_then(|mut file| file.read_exact(&mut beginning)).is_ok()
        && beginning == *MAGIC;
    Ok(match (is_database, is_link) {
        // Nobody expects a link to be replaced and its target to stay.
        (true, true) => return Err("it is a symbolic link to a database".to_owned()),
        (true, false) => Existing::Database,
        (false, true) => Existing::Link,
        (false, false) => Existing::File,
    })
}

fn refuse_name(path: &Path) -> Result<(), Reason> {
    if let Some(database) = companion_of(path) {
        return Err(format!(
            "SQLite keeps changes of \"{}\" in a file with this name; choose another name",
            database
        ));
    }
    // In Windows it would be a stream of another file.
    let is_stream =
        cfg!(windows) && path.file_name().map_or(false, |name| name.to_string_lossy().contains(':'));
    if is_stream {
        return Err("a file name cannot contain a colon; choose another name".to_owned());
    }
    Ok(())
}

fn other(reason: Reason) -> PathError {
    PathError::System(io::Error::new(io::ErrorKind::Other, reason))
}
