//! The index of the write-ahead log: memory that SQLite shares among the processes that have the database open. Its header
//! changes with every commit (<https://www.sqlite.org/walformat.html>, section 2.1), and SQLite itself compares it to find out
//! whether its cache is still good; so no lock has to be taken for it.

use once_cell::sync::OnceCell;
use rusqlite::Connection;

use crate::store::sqlite::SqliteStore;

/// The word of the header whose lowest byte, the first in memory, is set once it was written.
const INITIALIZED: usize = 3;

/// What is committed in a database: two that are equal say that nothing was in between. It never comes back to an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CommittedState([u32; 12]);

/// The content of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogState {
    /// The two copies of the header, which differ while a commit is being written.
    pub headers: [[u32; 12]; 2],
    /// The number of pages of the log that were moved into the database (nBackfill).
    pub moved: u32,
    /// The number that were to be moved (nBackfillAttempted), which is larger while pages are being moved.
    pub to_be_moved: u32,
}

impl LogState {
    /// The committed state; `None` while a commit is being written.
    fn committed(&self) -> Option<CommittedState> {
        let [first, second] = self.headers;
        let written = first[INITIALIZED].to_ne_bytes()[0] != 0;
        (written && first == second).then_some(CommittedState(first))
    }

    /// Whether pages are being moved into the database, or were when a process ended.
    pub(crate) fn is_being_moved(&self) -> bool {
        self.to_be_moved > self.moved
    }
}

/// Reads the index of a connection; `None` if there is none. Only for connections with a write-ahead log.
pub type ReadIndex = fn(&Connection) -> Option<LogState>;

/// Installs the function that reads an index, which safe code cannot. The first one is kept; without one the committed state is unknown.
pub fn install(read: ReadIndex) {
    let _ = INSTALLED.set(read);
}

static INSTALLED: OnceCell<ReadIndex> = OnceCell::new();

impl SqliteStore {
    /// A stamp of what is committed, by any connection; none where telling it would take longer than to read again.
    pub(crate) fn committed_state(&self) -> Option<CommittedState> {
        self.log_state()?.committed()
    }

    pub(crate) fn log_state(&self) -> Option<LogState> {
        let read = INSTALLED.get()?;
        let logged = self.write_ahead_logged.get().unwrap_or_else(|| {
            let mode = self.connection.query_row("PRAGMA journal_mode", [], |row| row.get::<_, String>(0));
            let logged = mode.map_or(false, |mode| mode == "wal");
            self.write_ahead_logged.set(Some(logged));
            logged
        });
        if logged {
            read(&self.connection)
        } else {
            None
        }
    }
}
