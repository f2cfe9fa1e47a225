//! Backing up.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, Result};

use super::error::{translate, At};
use super::{location, SqliteStore};

/// Pages copied before other connections get their turn.
const PAGES_A_STEP: i32 = 1024;
/// The pause after a step that found the registry locked.
const PAUSE: Duration = Duration::from_millis(20);
/// How long a backup that does not get on is tried.
const LONGEST_PAUSES: Duration = Duration::from_secs(60);

impl SqliteStore {
    pub(super) fn write_backup(&self, destination: &Path) -> Result<()> {
        if !self.connection.is_autocommit() {
            return Err(Error::InvalidArgument(
                "there is no backup while a change is under way on this handle".to_owned(),
            ));
        }
        self.progress.begin(0);
        let place = destination.display().to_string();
        // An existing file is never overwritten: a backup must not cost an older one.
        location::create(destination)?;
        let copied = self.copy_snapshot(destination, &place);
        if copied.is_err() {
            // What was copied so far is no backup.
            let _ = std::fs::remove_file(destination);
        }
        copied
    }

    /// Copies what the registry holds at this moment. The reading transaction around the steps keeps that in sight:
    /// without it every change of another process would make the copying start again, under steady changes for ever.
    fn copy_snapshot(&self, destination: &Path, place: &str) -> Result<()> {
        self.connection.execute_batch("BEGIN; SELECT count(*) FROM registry;").at(&self.location)?;
        let copied = self.copy_into(destination, place);
        let ended = self.connection.execute_batch("ROLLBACK").at(&self.location);
        copied.and(ended)
    }

    fn copy_into(&self, destination: &Path, place: &str) -> Result<()> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut target = Connection::open_with_flags(destination, flags).at(place)?;
        {
            let backup = Backup::new(&self.connection, &mut target).at(place)?;
            let started = Instant::now();
            loop {
                self.stop.heard()?;
                let step = backup.step(PAGES_A_STEP).map_err(|error| translate(error, place))?;
                let pages = backup.progress();
                self.progress.reach(number(pages.pagecount - pages.remaining), number(pages.pagecount));
                match step {
                    StepResult::Done => break,
                    StepResult::More => {}
                    _ if started.elapsed() > LONGEST_PAUSES => {
                        return Err(Error::RegistryUnavailable {
                            location: place.to_owned(),
                            reason: "another process keeps the new file locked".to_owned(),
                        })
                    }
                    _ => std::thread::sleep(PAUSE),
                }
            }
        }
        target.close().map_err(|(_, error)| translate(error, place))
    }
}

/// SQLite counts pages in signed numbers; there are never fewer than none.
fn number(pages: i32) -> u64 {
    u64::try_from(pages).unwrap_or(0)
}
