//! What is committed, read from the index of the write-ahead log: memory that SQLite shares among the processes that have the
//! database open. Its header changes with every commit (<https://www.sqlite.org/walformat.html>, section 2.1), and it is what SQLite
//! itself compares to find out whether its cache is still good; so no lock has to be taken for it.

use once_cell::sync::OnceCell;
use rusqlite::Connection;

use crate::store::CommittedState;

use super::SqliteStore;

/// Reads the header of a connection's index; none where it is being written. Only for connections that keep a write-ahead log.
pub type ReadHeader = fn(&Connection) -> Option<CommittedState>;

/// Says how a header is read: safe code cannot do it. The first one stays; without one nothing is known of what is committed.
pub fn install(read: ReadHeader) {
    let _ = INSTALLED.set(read);
}

static INSTALLED: OnceCell<ReadHeader> = OnceCell::new();

impl SqliteStore {
    pub(super) fn read_committed_state(&self) -> Option<CommittedState> {
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
