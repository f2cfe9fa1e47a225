//! Opening, and the transactions of a connection.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{ffi, Connection, ErrorCode, OpenFlags};

use crate::error::{Error, Result};
use crate::store::{Interrupt, RegistryIdentity};

use super::error::{translate, At};
use super::schema::{self, Content};
use super::{location, SqliteStore, Stop};

/// How long a writer waits for other writers.
const WAIT_FOR_WRITERS: Duration = Duration::from_secs(60);
/// How long one attempt waits inside SQLite, where an interrupt is not heard.
const WAIT_INSIDE: Duration = Duration::from_millis(25);
/// No row of a registry is larger than a certificate or a user's attributes.
const LARGEST_VALUE: i32 = 64 << 20;
/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 64;

/// SQLite's SQLITE_READONLY_RECOVERY and SQLITE_READONLY_ROLLBACK, which not every version of the bindings names: a process
/// died in the middle, and only a writer can bring things in order.
const READONLY_RECOVERY: i32 = ffi::SQLITE_READONLY | 1 << 8;
const READONLY_ROLLBACK: i32 = ffi::SQLITE_READONLY | 3 << 8;

/// What may be done with a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// Only reading.
    ReadOnly,
    /// Reading and writing a registry that is there.
    ReadWrite,
    /// Reading and writing; a missing registry is made, for its owner alone.
    Create,
}

impl SqliteStore {
    /// Opens the registry in that file.
    ///
    /// # Errors
    /// `RegistryNotFound`, `AccessDenied`, `RegistryUnavailable`, `RegistryCorrupt`, `RegistryTooNew`.
    pub fn open(path: &Path, mode: OpenMode) -> Result<SqliteStore> {
        let location = path.display().to_string();
        let path = location::prepare(path, mode == OpenMode::Create)?;
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX
            | if mode == OpenMode::ReadOnly {
                OpenFlags::SQLITE_OPEN_READ_ONLY
            } else {
                OpenFlags::SQLITE_OPEN_READ_WRITE
            };
        let connection = Connection::open_with_flags(&path, flags).at(&location)?;
        configure(&connection).at(&location)?;
        if mode == OpenMode::ReadOnly {
            undo_what_was_cut_short(&connection, &path).at(&location)?;
        }
        let stop =
            Arc::new(Stop { requested: AtomicBool::new(false), handle: connection.get_interrupt_handle() });
        let identity = RegistryIdentity { id: [0; 16], hash_secret: [0; 16] };
        let mut store = SqliteStore { connection, location, identity, stop };
        store.meet_schema(mode)?;
        store.identity = store.read_identity()?;
        Ok(store)
    }

    /// A new registry in memory.
    pub fn in_memory() -> Result<SqliteStore> {
        let location = "memory".to_owned();
        let connection = Connection::open_in_memory().at(&location)?;
        configure(&connection).at(&location)?;
        let stop =
            Arc::new(Stop { requested: AtomicBool::new(false), handle: connection.get_interrupt_handle() });
        let identity = RegistryIdentity { id: [0; 16], hash_secret: [0; 16] };
        let mut store = SqliteStore { connection, location, identity, stop };
        schema::upgrade(&store.connection, 0, &store.location)?;
        store.identity = store.read_identity()?;
        Ok(store)
    }

    fn meet_schema(&self, mode: OpenMode) -> Result<()> {
        match schema::content(&self.connection, &self.location)? {
            Content::Registry(schema::VERSION) => Ok(()),
            Content::Registry(found) if found > schema::VERSION => {
                Err(Error::RegistryTooNew { location: self.location.clone(), found, known: schema::VERSION })
            }
            Content::Foreign => Err(Error::RegistryCorrupt {
                location: self.location.clone(),
                reason: "it is an SQLite database of another program".to_owned(),
            }),
            Content::Empty if mode != OpenMode::Create => {
                Err(Error::RegistryNotFound { location: self.location.clone() })
            }
            Content::Registry(_) if mode == OpenMode::ReadOnly => Err(Error::AccessDenied {
                location: self.location.clone(),
                reason: "it has an older schema; open it once for writing, so that it can be upgraded"
                    .to_owned(),
            }),
            Content::Empty | Content::Registry(_) => self.upgrade_schema(),
        }
    }

    fn upgrade_schema(&self) -> Result<()> {
        // WAL is a property of the file, and cannot be set within a transaction.
        let mode: String =
            self.connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).at(&self.location)?;
        if mode != "wal" {
            return Err(Error::RegistryUnavailable {
                location: self.location.clone(),
                reason: "its file system does not allow write-ahead logging".to_owned(),
            });
        }
        self.begin_immediate()?;
        // Another process may have been here first.
        let done = match schema::content(&self.connection, &self.location) {
            Ok(Content::Registry(version)) => schema::upgrade(&self.connection, version, &self.location),
            Ok(_) => schema::upgrade(&self.connection, 0, &self.location),
            Err(error) => Err(error),
        };
        match done.and_then(|()| self.execute_plain("COMMIT")) {
            Ok(()) => Ok(()),
            Err(error) => {
                let _ = self.connection.execute_batch("ROLLBACK");
                Err(error)
            }
        }
    }

    fn read_identity(&self) -> Result<RegistryIdentity> {
        self.connection
            .query_row("SELECT registry_id, hash_secret FROM registry", [], |row| {
                Ok(RegistryIdentity { id: row.get(0)?, hash_secret: row.get(1)? })
            })
            .at(&self.location)
    }

    pub(super) fn execute_plain(&self, sql: &str) -> Result<()> {
        self.connection.prepare_cached(sql).and_then(|mut s| s.execute([])).map(|_| ()).at(&self.location)
    }

    /// Starts a writing transaction. Waits in short turns, so that an interrupt is heard between them.
    pub(super) fn begin_immediate(&self) -> Result<()> {
        let started = Instant::now();
        loop {
            let result = self
                .connection
                .prepare_cached("BEGIN IMMEDIATE")
                .and_then(|mut statement| statement.execute([]));
            match result {
                Ok(_) => return Ok(()),
                Err(rusqlite::Error::SqliteFailure(failure, _))
                    if failure.code == ErrorCode::DatabaseBusy && started.elapsed() < WAIT_FOR_WRITERS =>
                {
                    if self.stop.is_interrupted() {
                        return Err(Error::Interrupted);
                    }
                }
                Err(error) => return Err(translate(error, &self.location)),
            }
        }
    }
}

/// A process that died while it made the registry leaves a journal, which a connection that only reads cannot roll back; a
/// reader who may write the file has it done.
fn undo_what_was_cut_short(reader: &Connection, path: &Path) -> rusqlite::Result<()> {
    let touch = |connection: &Connection| {
        connection.query_row("PRAGMA application_id", [], |row| row.get::<_, i64>(0)).map(|_| ())
    };
    match touch(reader) {
        Err(rusqlite::Error::SqliteFailure(failure, _))
            if [READONLY_RECOVERY, READONLY_ROLLBACK].contains(&failure.extended_code) =>
        {
            let writer = Connection::open_with_flags(
                path,
                OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_WRITE,
            )?;
            configure(&writer)?;
            touch(&writer)
        }
        other => other,
    }
}

/// Durability, and the settings that SQLite advises for files that others could have touched
/// (<https://www.sqlite.org/security.html>). Foreign keys are checked by the integrity check, not at every insert: no
/// row that others point to is ever deleted.
fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(WAIT_INSIDE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    let _ = connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LARGEST_VALUE);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA mmap_size = 0;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = OFF;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -65536;",
    )
}
