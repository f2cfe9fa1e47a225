//! Backup.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempPath;

use crate::error::{Error, Result};
use crate::platform::draft;
use crate::platform::{is_disk_full, PathError, DISK_FULL, NO_FOLDER};
use crate::store::sqlite::error::{translate, At};
use crate::store::sqlite::SqliteStore;
#[cfg(feature = "postgres")]
use crate::store::{self, Store};
use crate::store::{refuse_during_change, WriteOptions};

#[cfg(feature = "postgres")]
use super::destination::check_backup_destination;
#[cfg(feature = "postgres")]
use super::location::Draft;

/// The number of pages copied between two checks for interrupts.
const PAGES_A_STEP: i32 = 128;
/// The pause after a step that finds the registry locked.
const PAUSE: Duration = Duration::from_millis(20);
/// How long a backup without progress is retried.
const LONGEST_PAUSES: Duration = Duration::from_secs(60);

impl SqliteStore {
    pub(crate) fn write_backup(&self, destination: &Path, options: WriteOptions) -> Result<()> {
        refuse_during_change(!self.connection.is_autocommit(), "backup")?;
        let place = destination.display().to_string();
        let check = || self.check_backup_destination(destination, options.replace);
        write(&place, options, &check, |copy, _| {
            self.progress.begin(0);
            self.copy_snapshot(&copy, &place)?;
            Ok(copy)
        })
    }

    /// Copies the current state of the registry. The read transaction around the steps keeps that state:
    /// without it every change of another process would restart the copy, endlessly under steady changes.
    fn copy_snapshot(&self, destination: &Path, place: &str) -> Result<()> {
        self.connection.execute_batch("BEGIN; SELECT count(*) FROM registry;").at(&self.location)?;
        let copied = self.copy_into(destination, place);
        let ended = self.connection.execute_batch("ROLLBACK").at(&self.location);
        copied.and(ended)
    }

    fn copy_into(&self, destination: &Path, place: &str) -> Result<()> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut target = Connection::open_with_flags(destination, flags).at(place)?;
        // A partial copy is removed, not rolled back.
        target.query_row("PRAGMA journal_mode = OFF", [], |_| Ok(())).at(place)?;
        {
            let backup = Backup::new(&self.connection, &mut target).at(place)?;
            let started = Instant::now();
            loop {
                self.stop.check_interrupt()?;
                let step = backup.step(PAGES_A_STEP).map_err(|error| written(error, place))?;
                let pages = backup.progress();
                self.progress.reach(number(pages.pagecount - pages.remaining), number(pages.pagecount));
                match step {
                    StepResult::Done => break,
                    StepResult::More => {}
                    _ if started.elapsed() > LONGEST_PAUSES => {
                        return Err(Error::unavailable(&self.location, "it is locked by another process"))
                    }
                    _ => std::thread::sleep(PAUSE),
                }
            }
        }
        target.close().map_err(|(_, error)| written(error, place))
    }
}

/// Has a new file filled beside the destination that `check` finds, and gives it its name. It is accessible only to its owner from the
/// first byte, in a folder that only the owner can write to: nobody else can read it or replace it. After a failure the partial copy is
/// removed with it.
fn write(
    place: &str,
    options: WriteOptions,
    check: &dyn Fn() -> std::result::Result<PathBuf, PathError>,
    fill: impl FnOnce(TempPath, &Path) -> Result<TempPath>,
) -> Result<()> {
    let check = || check().map_err(|error| explain_path_error(place, error));
    let explain = |error: io::Error| explain(place, &error);
    let resolved = check()?;
    if options.dry_run {
        return Ok(());
    }
    let (copy, _) = draft::create(resolved.parent().unwrap_or(&resolved)).map_err(explain)?;
    let copy = fill(copy, &resolved)?;
    // A file can have been created in the meantime.
    check()?;
    if options.replace { draft::replace(copy, &resolved) } else { draft::place(copy, &resolved) }
        .map_err(explain)
}

/// Writes a backup of a registry that is in no file. Its changes fall behind what is copied by then.
#[cfg(feature = "postgres")]
pub(crate) fn write_backup_of(source: &dyn Store, destination: &Path, options: WriteOptions) -> Result<()> {
    let place = destination.display().to_string();
    let id = source.facts().identity.id;
    let check = || check_backup_destination(destination, options.replace, &id, &|_| Ok(()));
    write(&place, options, &check, |file, home| {
        let draft = Draft { file, home: home.to_owned() };
        let draft = fill_draft(source, draft, &place).map_err(|error| match error {
            Error::RegistryUnavailable { location, reason } if location == place => {
                not_written(&place, reason, false)
            }
            other => other,
        })?;
        Ok(draft.file)
    })
}

#[cfg(feature = "postgres")]
fn fill_draft(source: &dyn Store, draft: Draft, place: &str) -> Result<Draft> {
    let mut copy = SqliteStore::of_draft(draft, place, source.progress().clone())?;
    copy.heed(source.interrupter());
    // Like a backup of a file it holds what the registry holds, and no entry of its own.
    store::copy(source, &copy, None)?;
    let draft = copy.close_draft()?;
    draft.ok_or_else(|| Error::Internal("a backup has no temporary name".to_owned()))
}

/// The error of a failed copy.
fn written(error: rusqlite::Error, place: &str) -> Error {
    match translate(error, place) {
        Error::RegistryUnavailable { location, reason } => not_written(&location, reason, false),
        other => other,
    }
}

fn explain_path_error(place: &str, error: PathError) -> Error {
    match error {
        PathError::Refused(reason) => not_written(place, reason, true),
        PathError::System(error) => explain(place, &error),
    }
}

fn explain(place: &str, error: &io::Error) -> Error {
    let reason = match error.kind() {
        io::ErrorKind::AlreadyExists => {
            "a file with this name already exists; choose another name".to_owned()
        }
        io::ErrorKind::NotFound => NO_FOLDER.to_owned(),
        _ if is_disk_full(error) => DISK_FULL.to_owned(),
        _ => error.to_string(),
    };
    not_written(place, reason, error.kind() == io::ErrorKind::PermissionDenied)
}

fn not_written(place: &str, reason: String, denied: bool) -> Error {
    Error::FileNotWritten { what: "backup", location: place.to_owned(), reason, denied }
}

/// SQLite counts pages in signed numbers, which are never negative.
fn number(pages: i32) -> u64 {
    u64::try_from(pages).unwrap_or(0)
}
