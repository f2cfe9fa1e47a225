//! Detection of a file that was replaced while it is open.
//!
//! Another file with its name (`mv`) has another identity. Other content in the same file (`cp`) is detected in two ways. SQLite writes the file
//! only to move changes from the log into it, which the index of the log shows; a file that was written otherwise was replaced. And the
//! audit log only grows; a file in which the newest known entry is missing or different was replaced.

use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, Result};
use crate::model::audit::Head;
use crate::store::sqlite::connection::configure;
use crate::store::sqlite::error::At;
use crate::store::sqlite::SqliteStore;

use super::location::{self, OpenedFile};
use super::wal_index::LogState;

/// The states of the file and of the log.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    /// Read before the file, so that moved pages are not mistaken for other writes.
    log: Option<LogState>,
    written: (u64, i128),
    head: Head,
}

impl SqliteStore {
    /// The first observation.
    pub(crate) fn look(&self) -> Result<()> {
        if let Some(file) = &self.file {
            let log = self.log_state();
            let written = file.state(&self.location)?.written;
            self.last_look.set(Some(Look { log, written, head: self.read_audit_head()? }));
        }
        Ok(())
    }

    /// Refuses a file that was removed or replaced since it was opened: what was read from it may be outdated, and writes to it
    /// would be lost. Costs one system call, unless the file was written since.
    pub(crate) fn same_file(&self) -> Result<()> {
        let (file, last) = match (&self.file, self.last_look.get()) {
            (Some(file), Some(last)) => (file, last),
            _ => return Ok(()),
        };
        let log = self.log_state();
        let written = file.state(&self.location)?.written;
        let head = if written == last.written { last.head } else { self.newest_head(file, &last)? };
        self.last_look.set(Some(Look { log, written, head }));
        Ok(())
    }

    /// The newest audit entry of a file that was written, if SQLite wrote it.
    fn newest_head(&self, file: &OpenedFile, last: &Look) -> Result<Head> {
        let moved = match (last.log, self.log_state()) {
            (Some(before), Some(now)) => now != before || now.is_being_moved(),
            // Unknown.
            _ => true,
        };
        if !moved {
            return Err(self.replaced());
        }
        match self.head_after(file, &last.head) {
            Ok(Some(head)) => Ok(head),
            Ok(None) | Err(Error::RegistryCorrupt { .. }) => Err(self.replaced()),
            Err(error) => Err(error),
        }
    }

    /// The newest audit entry, if the chain continues from the known one. On a separate connection, because this one may have cached pages.
    fn head_after(&self, file: &OpenedFile, seen: &Head) -> Result<Option<Head>> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file.path(), flags).at(&self.location)?;
        configure(&connection).at(&self.location)?;
        connection
            .query_row(
                "SELECT (SELECT registry_id FROM registry) IS ?1
                    AND (?2 = 0 OR (SELECT hash FROM audit WHERE sequence = ?2) IS ?3),
                    ifnull((SELECT max(sequence) FROM audit), 0),
                    ifnull((SELECT hash FROM audit ORDER BY sequence DESC LIMIT 1), ?4)",
                (self.identity.get().id, seen.sequence, seen.hash, [0_u8; 32]),
                |row| {
                    let head = Head { sequence: row.get(1)?, hash: row.get(2)? };
                    Ok(row.get::<_, bool>(0)?.then_some(head))
                },
            )
            .at(&self.location)
    }

    fn replaced(&self) -> Error {
        location::replaced(&self.location)
    }
}
