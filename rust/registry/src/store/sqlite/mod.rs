//! The embedded store: an SQLite file.

mod ahead;
mod audit;
mod cache;
mod certificates;
mod columns;
mod connection;
mod copying;
mod error;
pub mod file;
mod filter;
mod import;
mod integrity;
mod keys;
pub mod options;
mod pending;
#[cfg(test)]
mod plan;
mod publishing;
mod schema;
mod seal;
mod snapshot;
mod statements;
mod transaction;
mod users;

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use file::destination::check_report_destination;
use file::location::{Draft, OpenedFile};
use file::replaced::Look;
use file::wal_index::CommittedState;
use rusqlite::{Connection, InterruptHandle};

use crate::error::{Error, Result};
use crate::model::audit::{AuditEntry, Head};
use crate::model::certificate::Revocation;
use crate::model::keys::{CertificateKey, UserKey};
use crate::store::copying::Visit;
use crate::store::listing::Course;
use crate::store::page::Pages;
use crate::store::progress::Progress;
use crate::store::{
    Counts, Facts, Fill, ImportSession, Interrupt, LastKeys, Publish, RegistryIdentity, ServerState, Store,
    VisitChanged, WriteOptions,
};

use cache::Cache;
use pending::Pending;
use publishing::Publishing;
use transaction::Transaction;

/// A registry in an SQLite file.
pub struct SqliteStore {
    connection: Connection,
    location: String,
    /// The file, which must stay the same while it is open; `None` in memory.
    file: Option<OpenedFile>,
    /// A new registry that does not have its final name yet.
    draft: Option<Draft>,
    /// Whether nobody else could have changed the open files; until then nothing is written.
    is_sound: Cell<bool>,
    /// The last states of file and log; `None` in memory.
    last_look: Cell<Option<Look>>,
    identity: Cell<RegistryIdentity>,
    stop: Arc<Stop>,
    progress: Arc<Progress>,
    pending: RefCell<Pending>,
    cache: Cell<Cache>,
    /// The committed state when gone users were last read.
    gone_holders_of: Cell<Option<CommittedState>>,
    /// Whether the file uses a write-ahead log; determined on first use.
    write_ahead_logged: Cell<Option<bool>>,
}

/// Interrupts SQLite, and the waits that SQLite's own interrupt does not end.
struct Stop {
    requested: Arc<AtomicBool>,
    /// A write transaction is open: its statements are completed. They are short; callers with many of them check for interrupts
    /// between them.
    changing: Arc<AtomicBool>,
    handle: InterruptHandle,
    /// The handles of the connections that were opened from this one.
    others: Mutex<Vec<Weak<Stop>>>,
}

impl Stop {
    /// Also interrupts the other from now on.
    fn include(&self, other: &Arc<Stop>) {
        self.others.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(other));
        // An earlier interrupt did not include it.
        if self.is_interrupted() {
            other.interrupt();
        }
    }

    fn check_interrupt(&self) -> Result<()> {
        if self.is_interrupted() && !self.changing.load(Ordering::SeqCst) {
            Err(Error::Interrupted)
        } else {
            Ok(())
        }
    }
}

impl Interrupt for Stop {
    fn interrupt(&self) {
        self.requested.store(true, Ordering::SeqCst);
        if !self.changing.load(Ordering::SeqCst) {
            self.handle.interrupt();
        }
        for other in self.others.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            if let Some(other) = other.upgrade() {
                other.interrupt();
            }
        }
    }

    fn is_interrupted(&self) -> bool {
        self.requested.load(Ordering::SeqCst)
    }
}

impl SqliteStore {
    /// Fails after an interrupt, and if the database was replaced since it was opened.
    fn proceed(&self) -> Result<()> {
        self.stop.check_interrupt()?;
        // Already checked at the start of the change.
        if self.connection.is_autocommit() {
            self.same_file()?;
        }
        Ok(())
    }

    /// The last keys assigned.
    fn last_keys(&self) -> Result<LastKeys> {
        Ok(LastKeys {
            users: UserKey(self.last_key("user")?),
            certificates: CertificateKey(self.last_key("certificate_content")?),
        })
    }

    /// Whether a write transaction is open.
    fn is_changing(&self) -> bool {
        self.stop.changing.load(Ordering::SeqCst)
    }
}

impl Drop for SqliteStore {
    /// Moves the log into the main file. Closing with SQLite would also remove the files beside it,
    /// which a reader without write permission cannot create again, and would lock the database meanwhile.
    fn drop(&mut self) {
        self.rollback();
        if self.file.is_some() && self.is_sound.get() && self.same_file().is_ok() {
            let _ = self.connection.busy_timeout(std::time::Duration::ZERO);
            let _ = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        }
        self.discard_draft();
    }
}

impl Store for SqliteStore {
    fn facts(&self) -> Facts<'_> {
        Facts {
            engine: ["SQLite", rusqlite::version()],
            location: &self.location,
            schema_version: schema::VERSION,
            identity: self.identity.get(),
        }
    }
    fn interrupter(&self) -> Arc<dyn Interrupt> {
        self.stop.clone()
    }
    fn progress(&self) -> &Arc<Progress> {
        &self.progress
    }
    fn describe(&self) -> Result<(Counts, Head, Option<ServerState>)> {
        self.proceed()?;
        Ok((self.read_counts()?, self.read_audit_head()?, None))
    }
    fn check(&self) -> Result<Vec<String>> {
        self.proceed()?;
        self.check_all()
    }
    fn read_all(&self, visit: &mut Visit<'_>) -> Result<()> {
        self.read_everything(visit)
    }
    fn fill(&self, fill: &mut Fill<'_>) -> Result<()> {
        self.fill_all(fill)
    }
    fn back_up(&self, destination: &Path, options: WriteOptions) -> Result<()> {
        self.proceed()?;
        self.write_backup(destination, options)
    }
    fn check_destination(&self, destination: &Path) -> std::result::Result<(), String> {
        check_report_destination(destination, &|identity| self.refuse_own(identity))
    }
    fn settle(&mut self) -> Result<()> {
        self.rename_to_final()
    }
    fn next_page(&self, listing: &mut Course) -> Result<()> {
        self.read_next_page(listing)
    }
    fn holder_in_order(&self, key: UserKey, pages: &mut Pages) -> Result<()> {
        self.read_holder_in_order(key, pages)
    }
    fn revoke(
        &self,
        revocations: &[Revocation<'_>],
        entry: AuditEntry,
        dry_run: bool,
        visit: &mut VisitChanged<'_>,
    ) -> Result<Vec<Option<u64>>> {
        self.revoke_all(revocations, entry, dry_run, visit)
    }
    fn publish(&self, dry_run: bool, publish: &mut Publish<'_>) -> Result<()> {
        let transaction = Transaction::begin(self)?;
        let mut publishing = Publishing { store: self, end: self.audit_end()? };
        publish(&mut publishing)?;
        drop(publishing);
        transaction.end(dry_run)
    }
    fn begin_import(&self) -> Result<LastKeys> {
        self.start_import()
    }
    fn import(&self) -> &dyn ImportSession {
        self
    }
}
