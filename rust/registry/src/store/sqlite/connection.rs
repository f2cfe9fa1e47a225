//! Opening, and the transactions of a connection.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{ffi, Connection, ErrorCode, OpenFlags};

use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::store::{RegistryIdentity, Store};

use super::cache::Cache;
use super::error::{translate, At};
use super::location::{self, OpenedFile};
use super::schema::{self, Content};
use super::{functions, lookups, seal, SqliteStore, Stop};

/// How long a writer waits for other writers.
const WAIT_FOR_WRITERS: Duration = Duration::from_secs(60);
/// How long one attempt to write waits inside SQLite, where an interrupt is not heard.
const WAIT_INSIDE: Duration = Duration::from_millis(25);
/// How long a reader waits: never for writers, only while another process mends what a killed one left.
const WAIT_TO_READ: Duration = Duration::from_secs(10);
/// The pause between attempts that SQLite does not wait for by itself.
const PAUSE: Duration = Duration::from_millis(10);
/// SQLite's steps after which a running statement hears an interrupt.
const STEPS_UNHEARD: i32 = 10_000;
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
        SqliteStore::open_with(path, mode, Arc::default())
    }

    /// Another connection to the same file, for reading, maybe on another thread; none to a registry in memory.
    pub(super) fn open_another(&self) -> Result<Option<SqliteStore>> {
        let file = match &self.file {
            Some(file) if file.is_for_many_threads() => file,
            _ => return Ok(None),
        };
        let other = SqliteStore::open_with(file.path(), OpenMode::ReadOnly, self.progress.clone())?;
        self.stop.include(&other.stop);
        // The path may lead to another one by now.
        Ok(Some(other).filter(|other| other.file.as_ref().map_or(false, |opened| opened.is(file))))
    }

    fn open_with(path: &Path, mode: OpenMode, progress: Arc<Progress>) -> Result<SqliteStore> {
        let location = path.display().to_string();
        let file = location::prepare(path, mode == OpenMode::Create)?;
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX
            | if mode == OpenMode::ReadOnly {
                OpenFlags::SQLITE_OPEN_READ_ONLY
            } else {
                OpenFlags::SQLITE_OPEN_READ_WRITE
            };
        let connection = Connection::open_with_flags(file.path(), flags).at(&location)?;
        if mode == OpenMode::ReadOnly {
            // Before anything else, for most settings read the file.
            undo_what_was_cut_short(&connection, file.path()).at(&location)?;
        }
        let mut store = SqliteStore::over(connection, location, Some(file), progress)?;
        store.meet_schema(mode)?;
        // SQLite has made or opened the files beside it by now; in a sticky folder others could have been faster.
        if let Some(file) = &store.file {
            file.still_closed(&store.location)?;
        }
        store.know_itself()?;
        Ok(store)
    }

    /// A new registry in memory.
    pub fn in_memory() -> Result<SqliteStore> {
        let location = "memory".to_owned();
        let connection = Connection::open_in_memory().at(&location)?;
        let mut store = SqliteStore::over(connection, location, None, Arc::default())?;
        schema::upgrade(&store.connection, 0, &store.location)?;
        store.know_itself()?;
        Ok(store)
    }

    fn over(
        // Newer versions of the bindings ask for it to set a handler.
        #[allow(unused_mut)] mut connection: Connection,
        location: String,
        file: Option<OpenedFile>,
        progress: Arc<Progress>,
    ) -> Result<SqliteStore> {
        configure(&connection).at(&location)?;
        let requested = Arc::new(AtomicBool::new(false));
        let changing = Arc::new(AtomicBool::new(false));
        let (heard, busy, steps) = (requested.clone(), changing.clone(), progress.clone());
        // SQLite's own interrupt ends what runs at that moment; this also ends what starts in the moment after.
        #[allow(clippy::let_unit_value)]
        let _ = connection.progress_handler(
            STEPS_UNHEARD,
            Some(move || {
                steps.step(STEPS_UNHEARD.unsigned_abs().into());
                heard.load(Ordering::SeqCst) && !busy.load(Ordering::SeqCst)
            }),
        );
        let stop = Arc::new(Stop {
            requested,
            changing,
            handle: connection.get_interrupt_handle(),
            others: Mutex::default(),
        });
        let identity = RegistryIdentity { id: [0; 16], hash_secret: [0; 16] };
        Ok(SqliteStore {
            connection,
            location,
            file,
            identity,
            stop,
            progress,
            pending: RefCell::default(),
            cache: Cell::new(Cache::Scan),
            write_ahead_logged: Cell::new(None),
        })
    }

    fn meet_schema(&self, mode: OpenMode) -> Result<()> {
        match schema::content(&self.connection, &self.location)? {
            Content::Registry(schema::VERSION) if mode == OpenMode::ReadOnly => Ok(()),
            Content::Registry(schema::VERSION) => self.write_ahead(),
            Content::Registry(found) if found > schema::VERSION => {
                Err(Error::RegistryTooNew { location: self.location.clone(), found, known: schema::VERSION })
            }
            Content::Foreign => Err(Error::RegistryCorrupt {
                location: self.location.clone(),
                reason: "it is an SQLite database of another program".to_owned(),
            }),
            Content::Altered(object) => Err(Error::RegistryCorrupt {
                location: self.location.clone(),
                reason: format!(
                    "its schema is not that of a registry ({} was added, changed or removed)",
                    object
                ),
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

    /// Makes the file keep a write-ahead log, so that readers never wait for writers.
    fn write_ahead(&self) -> Result<()> {
        let started = Instant::now();
        let answer = |pragma: &str| self.connection.query_row(pragma, [], |row| row.get::<_, String>(0));
        // WAL is a property of the file, and cannot be set within a transaction.
        loop {
            match answer("PRAGMA journal_mode").and_then(|mode| match mode.as_str() {
                "wal" => Ok(mode),
                _ => answer("PRAGMA journal_mode = WAL"),
            }) {
                Ok(mode) if mode == "wal" => return Ok(()),
                Ok(_) => {
                    return Err(Error::RegistryUnavailable {
                        location: self.location.clone(),
                        reason: "its file system does not allow write-ahead logging".to_owned(),
                    })
                }
                // Whoever cannot write finds that out when writing; reading goes on.
                Err(error) if is(&error, ErrorCode::ReadOnly) => return Ok(()),
                Err(error) if is(&error, ErrorCode::DatabaseBusy) && started.elapsed() < WAIT_FOR_WRITERS => {
                    self.stop.heard()?;
                    std::thread::sleep(PAUSE);
                }
                Err(error) => return Err(translate(error, &self.location)),
            }
        }
    }

    fn upgrade_schema(&self) -> Result<()> {
        self.write_ahead()?;
        self.begin()?;
        // Another process may have been here first.
        let done = match schema::content(&self.connection, &self.location) {
            Ok(Content::Registry(version)) => schema::upgrade(&self.connection, version, &self.location),
            Ok(_) => schema::upgrade(&self.connection, 0, &self.location),
            Err(error) => Err(error),
        };
        let done = done.and_then(|()| self.commit());
        if done.is_err() {
            self.rollback();
        }
        done
    }

    /// Reads the registry's secrets, and from then on rows can be sealed.
    fn know_itself(&mut self) -> Result<()> {
        self.identity = self.read_identity()?;
        lookups::teach(&self.connection, self.identity.hash_secret).at(&self.location)?;
        seal::teach(&self.connection, self.identity.hash_secret).at(&self.location)
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
        if !self.connection.is_autocommit() {
            return Err(Error::InvalidArgument(
                "a change is under way on this handle already (an import that is being applied)".to_owned(),
            ));
        }
        self.connection.busy_timeout(WAIT_INSIDE).at(&self.location)?;
        let begun = self.begin_in_turns();
        self.connection.busy_timeout(WAIT_TO_READ).at(&self.location)?;
        begun?;
        let same = self.same_file();
        match same {
            Ok(()) => self.stop.changing.store(true, Ordering::SeqCst),
            Err(_) => drop(self.connection.execute_batch("ROLLBACK")),
        }
        same
    }

    fn begin_in_turns(&self) -> Result<()> {
        let started = Instant::now();
        loop {
            let result = self
                .connection
                .prepare_cached("BEGIN IMMEDIATE")
                .and_then(|mut statement| statement.execute([]));
            match result {
                Ok(_) => return Ok(()),
                Err(error) if is(&error, ErrorCode::DatabaseBusy) && started.elapsed() < WAIT_FOR_WRITERS => {
                    self.stop.heard()?;
                }
                Err(error) => return Err(translate(error, &self.location)),
            }
        }
    }
}

/// A process that died while it made the registry leaves a journal, which a connection that only reads cannot roll back; a
/// reader who may write the file has it done.
fn undo_what_was_cut_short(reader: &Connection, path: &Path) -> rusqlite::Result<()> {
    reader.busy_timeout(WAIT_TO_READ)?;
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

fn is(error: &rusqlite::Error, code: ErrorCode) -> bool {
    error.sqlite_error_code() == Some(code)
}

/// Durability, and the settings that SQLite advises for files that others could have touched
/// (<https://www.sqlite.org/security.html>). Foreign keys are checked by the integrity check, not at every insert: no
/// row that others point to is ever deleted.
fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(WAIT_TO_READ)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    let _ = connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LARGEST_VALUE);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    functions::register(connection)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.execute_batch(
        "PRAGMA page_size = 8192;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA mmap_size = 0;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = OFF;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -8192;",
    )
}
