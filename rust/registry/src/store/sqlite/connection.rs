//! Opening, and the transactions of a connection.

use std::cell::{Cell, RefCell};
#[cfg(feature = "postgres")]
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{ffi, Connection, ErrorCode, OpenFlags};

use crate::error::{Error, Result};
use crate::platform::DISK_FULL;
use crate::store::location::OpenMode;
use crate::store::progress::Progress;
#[cfg(feature = "postgres")]
use crate::store::Interrupt;
use crate::store::RegistryIdentity;

use super::cache::Cache;
use super::error::{translate, At};
use super::file::location::{self, Draft, Make, OpenedFile};
use super::integrity::lookups;
use super::schema::{self, Content};
use super::{seal, SqliteStore, Stop};

/// How long a writer waits for other writers.
const WAIT_FOR_WRITERS: Duration = Duration::from_secs(60);
/// How long one attempt to write waits inside SQLite, where an interrupt is not heard.
const WAIT_INSIDE: Duration = Duration::from_millis(25);
/// How long a reader waits: never for writers, only while another process mends what a killed one left.
const WAIT_TO_READ: Duration = Duration::from_secs(10);
/// The pause between attempts that SQLite does not wait for by itself.
const PAUSE: Duration = Duration::from_millis(10);
/// SQLite's steps after which a running statement hears an interrupt.
const STEPS_BETWEEN_CHECKS: i32 = 10_000;
/// No row of a registry is larger than a certificate or a user's attributes.
const LARGEST_VALUE: i32 = 64 << 20;
/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 64;

/// SQLite's SQLITE_READONLY_RECOVERY and SQLITE_READONLY_ROLLBACK, which not every version of the bindings names: a process
/// died in the middle, and only a writer can bring things in order.
const READONLY_RECOVERY: i32 = ffi::SQLITE_READONLY | 1 << 8;
const READONLY_ROLLBACK: i32 = ffi::SQLITE_READONLY | 3 << 8;

/// Whether a missing registry is made.
fn make(mode: OpenMode) -> Make {
    match mode {
        OpenMode::ReadOnly | OpenMode::ReadWrite => Make::Never,
        OpenMode::Create => Make::Now,
        OpenMode::CreateWhenFilled => Make::AsDraft,
    }
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
            Some(file) if self.draft.is_none() && file.is_for_many_threads() => file,
            _ => return Ok(None),
        };
        let other = SqliteStore::open_with(file.path(), OpenMode::ReadOnly, self.progress.clone())?;
        self.stop.include(&other.stop);
        // The path may lead to another one by now.
        Ok(Some(other).filter(|other| other.file.as_ref().map_or(false, |opened| opened.is(file))))
    }

    pub(super) fn open_with(path: &Path, mode: OpenMode, progress: Arc<Progress>) -> Result<SqliteStore> {
        let location = path.display().to_string();
        let (file, draft) = location::prepare(path, make(mode))?;
        let database = file.path().to_owned();
        let opened = SqliteStore::open_file(file, draft, mode, location, progress);
        opened.map_err(|error| match error {
            Error::RegistryUnavailable { location, .. } if location::has_no_room_beside(&database) => {
                Error::unavailable(location, DISK_FULL)
            }
            other => other,
        })
    }

    fn open_file(
        file: OpenedFile,
        draft: Option<Draft>,
        mode: OpenMode,
        location: String,
        progress: Arc<Progress>,
    ) -> Result<SqliteStore> {
        let connection = if file.is_on_read_only_medium() {
            open_immutable(&file, mode, &location)?
        } else {
            let access = match mode {
                OpenMode::ReadOnly => OpenFlags::SQLITE_OPEN_READ_ONLY,
                _ => OpenFlags::SQLITE_OPEN_READ_WRITE,
            };
            let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | access;
            let connection = Connection::open_with_flags(file.path(), flags).at(&location)?;
            if mode == OpenMode::ReadOnly {
                // Before anything else, for most settings read the file.
                undo_what_was_cut_short(&connection, file.path()).at(&location)?;
            }
            connection
        };
        let mut store = SqliteStore::over(connection, location, Some(file), progress)?;
        store.draft = draft;
        store.begin_use(mode)?;
        Ok(store)
    }

    /// Finds out what the file is and makes it fit for use. Nothing is written, not even moved from its log, before it is known that
    /// nobody else could have had a hand in what SQLite has opened or made beside it by then.
    fn begin_use(&self, mode: OpenMode) -> Result<()> {
        let content = schema::content(&self.connection, &self.location)?;
        self.still_closed()?;
        self.migrate(content, mode)?;
        self.load_identity()?;
        self.still_closed()?;
        self.is_sound.set(true);
        self.look()
    }

    fn still_closed(&self) -> Result<()> {
        self.file.as_ref().map_or(Ok(()), |file| file.still_closed(&self.location))
    }

    /// A new registry in memory.
    pub fn in_memory() -> Result<SqliteStore> {
        let location = "memory".to_owned();
        let connection = Connection::open_in_memory().at(&location)?;
        let store = SqliteStore::over(connection, location, None, Arc::default())?;
        schema::upgrade(&store.connection, 0, &store.location)?;
        store.load_identity()?;
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
        let (interrupted, busy) = (requested.clone(), changing.clone());
        // SQLite's own interrupt ends what runs at that moment; this also ends what starts in the moment after.
        #[allow(clippy::let_unit_value)]
        let _ = connection.progress_handler(
            STEPS_BETWEEN_CHECKS,
            Some(move || interrupted.load(Ordering::SeqCst) && !busy.load(Ordering::SeqCst)),
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
            draft: None,
            is_sound: Cell::new(false),
            last_look: Cell::new(None),
            identity: Cell::new(identity),
            stop,
            progress,
            pending: RefCell::default(),
            cache: Cell::new(Cache::Scan),
            gone_holders_of: Cell::new(None),
            write_ahead_logged: Cell::new(None),
        })
    }

    /// Heeds another one's interrupts, too.
    #[cfg(feature = "postgres")]
    pub(super) fn heed(&mut self, other: Arc<dyn Interrupt>) {
        let changing = self.stop.changing.clone();
        let other = AssertUnwindSafe(other);
        #[allow(clippy::let_unit_value)]
        let _ = self.connection.progress_handler(
            STEPS_BETWEEN_CHECKS,
            Some(move || {
                let AssertUnwindSafe(other) = &other;
                other.is_interrupted() && !changing.load(Ordering::SeqCst)
            }),
        );
    }

    fn migrate(&self, content: Content, mode: OpenMode) -> Result<()> {
        match content {
            Content::Registry(schema::VERSION) if mode == OpenMode::ReadOnly => Ok(()),
            Content::Registry(schema::VERSION) => self.write_ahead(),
            Content::Registry(found) if found > schema::VERSION => {
                Err(Error::RegistryTooNew { location: self.location.clone(), found, known: schema::VERSION })
            }
            Content::Foreign => {
                Err(Error::corrupt(&self.location, "it is an SQLite database of another program"))
            }
            Content::Altered(object) => Err(Error::corrupt(
                &self.location,
                format!("its schema is not that of a registry ({} was added, changed or removed)", object),
            )),
            Content::Empty if make(mode) == Make::Never => {
                Err(Error::RegistryNotFound { location: self.location.clone() })
            }
            Content::Registry(_) if mode == OpenMode::ReadOnly => Err(Error::denied(
                &self.location,
                "it has an older schema; open it once for writing, so that it can be upgraded",
            )),
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
                    return Err(Error::unavailable(
                        &self.location,
                        "its file system does not support write-ahead logging",
                    ))
                }
                // Whoever cannot write finds that out when writing; reading goes on.
                Err(error) if is(&error, ErrorCode::ReadOnly) => return Ok(()),
                Err(error) if is(&error, ErrorCode::DatabaseBusy) && started.elapsed() < WAIT_FOR_WRITERS => {
                    self.stop.check_interrupt()?;
                    std::thread::sleep(PAUSE);
                }
                Err(error) => return Err(translate(error, &self.location)),
            }
        }
    }

    fn upgrade_schema(&self) -> Result<()> {
        self.write_ahead()?;
        self.begin_immediate()?;
        // The log has been made by now.
        let done = self.still_closed().and_then(|()| schema::content(&self.connection, &self.location));
        // Another process may have been here first.
        let done = match done {
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
    pub(super) fn load_identity(&self) -> Result<()> {
        self.know_identity(self.read_identity()?)
    }

    /// Hashes and seals with these secrets from now on.
    pub(super) fn know_identity(&self, identity: RegistryIdentity) -> Result<()> {
        self.identity.set(identity);
        lookups::register_functions(&self.connection, identity.hash_secret).at(&self.location)?;
        seal::register_functions(&self.connection, identity.hash_secret).at(&self.location)
    }

    fn read_identity(&self) -> Result<RegistryIdentity> {
        self.row("SELECT registry_id, hash_secret FROM registry", [], |row| {
            Ok(RegistryIdentity { id: row.get(0)?, hash_secret: row.get(1)? })
        })
    }

    /// Starts a writing transaction. Waits in short turns, so that an interrupt is heard between them.
    pub(super) fn begin_immediate(&self) -> Result<()> {
        if !self.connection.is_autocommit() {
            return Err(Error::InvalidArgument(
                "this handle is already changing the registry (an import is being applied)".to_owned(),
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
                    self.stop.check_interrupt()?;
                }
                Err(error) => return Err(translate(error, &self.location)),
            }
        }
    }
}

/// Opens a registry on a medium that can only be read. SQLite would make files beside it, and could not; but where nobody writes, nobody
/// needs them.
fn open_immutable(file: &OpenedFile, mode: OpenMode, location: &str) -> Result<Connection> {
    if mode != OpenMode::ReadOnly {
        return Err(Error::denied(
            location,
            "it is on read-only media; use Connect-CsCertificateRegistry -ReadOnly",
        ));
    }
    // What stands in it alone may be a revocation.
    if let Some(log) = file.log_with_content() {
        return Err(Error::unavailable(
            location,
            format!(
                "it is on read-only media, and \"{}\" holds changes that are not in it yet; checkpoint it first: \
                 open it once where it can be written (Get-CsCertificateRegistry does), and copy it again",
                log.display()
            ),
        ));
    }
    connect_immutable(file.path()).at(location)
}

/// Reads a file without locks and without files beside it. It must not change meanwhile.
pub(super) fn connect_immutable(path: &Path) -> rusqlite::Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(immutable_uri(path), flags)
}

/// Everything but letters and digits is escaped, whatever it means in a path of this system.
fn immutable_uri(path: &Path) -> String {
    #[cfg(unix)]
    let bytes = std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str());
    #[cfg(not(unix))]
    let text = path.to_string_lossy();
    #[cfg(not(unix))]
    let bytes = text.as_bytes();
    let mut uri = "file:".to_owned();
    for byte in bytes {
        if byte.is_ascii_alphanumeric() {
            uri.push(char::from(*byte));
        } else {
            uri.push_str(&format!("%{:02X}", byte));
        }
    }
    uri + "?immutable=1"
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
pub(super) fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(WAIT_TO_READ)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    let _ = connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LARGEST_VALUE);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // A plan that a bound value takes part in is made again with each value: for each identity of a pipeline, from SQLite 3.54 on.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
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

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    use super::*;

    /// Opens as if the check before had found nothing.
    fn open_unchecked(path: &Path, file: OpenedFile) -> Result<()> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).unwrap();
        let location = path.display().to_string();
        SqliteStore::over(connection, location, Some(file), Arc::default())?.begin_use(OpenMode::Create)
    }

    #[test]
    fn nothing_is_written_where_a_check_fails_after_opening() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("registry.db");
        let files = ["", "-wal"].map(|end| PathBuf::from(format!("{}{}", path.display(), end)));
        let kept = SqliteStore::open(&path, OpenMode::Create).unwrap();
        kept.begin_immediate().and_then(|()| kept.write_pool("pool", "pool.litwareinc.com")).unwrap();
        kept.commit().unwrap();
        let (file, _) = location::prepare(&path, Make::Never).unwrap();
        fs::set_permissions(&files[1], Permissions::from_mode(0o666)).unwrap();
        let content = || [fs::read(&files[0]).unwrap(), fs::read(&files[1]).unwrap()];
        let before = content();
        assert!(!before[1].is_empty());
        assert!(matches!(open_unchecked(&path, file), Err(Error::AccessDenied { .. })));
        assert!(content() == before);
    }

    #[test]
    fn a_new_file_stays_empty_where_a_check_fails_after_opening() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("registry.db");
        let (file, _) = location::prepare(&path, Make::Now).unwrap();
        // Between the check and the opening.
        fs::set_permissions(&path, Permissions::from_mode(0o666)).unwrap();
        assert!(matches!(open_unchecked(&path, file), Err(Error::AccessDenied { .. })));
        assert_eq!(fs::metadata(&path).unwrap().len(), 0);
    }

    #[test]
    fn an_immutable_path_is_escaped() {
        assert_eq!(immutable_uri(Path::new("/a b/%?#.db")), "file:%2Fa%20b%2F%25%3F%23%2Edb?immutable=1");
    }
}
