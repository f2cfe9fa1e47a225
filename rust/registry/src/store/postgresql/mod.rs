//! A registry in a PostgreSQL database, shared by many machines.
//!
//! Reading is one statement a question. Changing goes through the server's functions (`sql/`), which write the audit: no client has a right
//! to any table. What a visitor is told was read to its end before, for the visitor may ask again.

mod audit;
mod certificates;
mod check;
mod connection;
mod copying;
mod error;
mod expected;
mod importing;
mod install;
mod last_keys;
mod publishing;
mod question;
mod rows;
mod users;

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use cscert_postgresql::Interrupter;

use crate::error::{Error, Result};
use crate::model::audit::{AuditEntry, Head};
use crate::model::certificate::Revocation;
use crate::model::keys::UserKey;
use crate::model::names::LookupHash;
use crate::platform::caller::Caller;
use crate::store::copying::Visit;
use crate::store::listing::{Course, Rest, What, PAGE};
use crate::store::progress::Progress;
use crate::store::sqlite::file::backup::write_backup_of;
use crate::store::sqlite::file::destination::check_report_destination;
use crate::store::{
    refuse_during_change, Counts, Facts, Fill, ImportSession, Interrupt, LastKeys, Publish, ServerState,
    Store, VisitChanged, Wanted, WriteOptions,
};

use connection::Connection;
use error::Role;
use expected::Expected;
use importing::Importing;
use publishing::Publishing;

pub use connection::server::{Credential, Server};
pub use install::{install, Installed};

/// A registry in a PostgreSQL database.
pub struct PostgresqlStore {
    connection: Connection,
    version: String,
    caller: Caller,
    progress: Arc<Progress>,
    importing: RefCell<Option<Importing>>,
    publishing: RefCell<Option<Publishing>>,
    /// The end of the audit when users who are gone were last asked for.
    gone_read_at: Cell<Option<i64>>,
    /// Whether that was asked since users were last read ahead; none if they never were.
    gone_known: Cell<Option<bool>>,
    expected: Expected,
}

impl PostgresqlStore {
    /// Opens a registry that is installed.
    ///
    /// # Errors
    /// `RegistryNotFound`, `AccessDenied`, `RegistryUnavailable`, `RegistryTooNew`.
    pub fn open(server: &Arc<Server>, caller: Caller) -> Result<PostgresqlStore> {
        let connection = Connection::open(server)?;
        let (found, known) = (connection.schema_version, install::VERSION);
        if found > known {
            return Err(Error::RegistryTooNew { location: connection.location().to_owned(), found, known });
        }
        let version = connection.ask(Role::Reader, |client| {
            Ok(client.parameter("server_version").unwrap_or_default().to_owned())
        })?;
        Ok(PostgresqlStore {
            connection,
            version,
            caller,
            progress: Arc::default(),
            importing: RefCell::new(None),
            publishing: RefCell::new(None),
            gone_read_at: Cell::new(None),
            gone_known: Cell::new(None),
            expected: Expected::default(),
        })
    }

    /// Refuses a change where one is under way. What was read ahead is as it was before the change.
    fn refuse_second_change(&self) -> Result<()> {
        self.expected.forget();
        if self.connection.is_in_transaction() {
            return Err(Error::InvalidArgument(
                "this handle is already changing the registry (an import is being applied)".to_owned(),
            ));
        }
        Ok(())
    }

    /// Refuses to go on after an interrupt.
    fn proceed(&self) -> Result<()> {
        match self.connection.is_interrupted() {
            true => Err(Error::Interrupted),
            false => Ok(()),
        }
    }

    /// Asks for a listing's next page, and does not wait.
    fn ask_page(&self, rest: &Rest) {
        match (rest.page_limit(self), &rest.what) {
            (0, _) => {}
            (limit, What::Users { selection, after, .. }) => self.ask_users_after(selection, *after, limit),
            (limit, What::Certificates { selection, after }) => {
                self.ask_certificates_after(selection, *after, limit);
            }
            (limit, What::Audit { selection, after }) => self.ask_audit_after(selection, *after, limit),
        }
    }

    /// Runs what asks several questions at one state of the database.
    fn read_at_one_moment(&self, ask: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        if self.connection.is_in_transaction() {
            return ask();
        }
        self.connection.begin("isolation level repeatable read read only")?;
        let asked = ask();
        self.connection.rollback();
        asked
    }
}

impl Interrupt for Interrupter {
    fn interrupt(&self) {
        Interrupter::interrupt(self);
    }
    fn is_interrupted(&self) -> bool {
        Interrupter::is_interrupted(self)
    }
}

impl Store for PostgresqlStore {
    fn facts(&self) -> Facts<'_> {
        Facts {
            engine: ["PostgreSQL", &self.version],
            location: self.connection.location(),
            schema_version: self.connection.schema_version,
            identity: self.connection.identity.get(),
        }
    }
    fn interrupter(&self) -> Arc<dyn Interrupt> {
        Arc::new(self.connection.interrupter.clone())
    }
    fn progress(&self) -> &Arc<Progress> {
        &self.progress
    }
    fn describe(&self) -> Result<(Counts, Head, Option<ServerState>)> {
        self.proceed()?;
        self.write_pending()?;
        let (counts, head) = self.read_description()?;
        Ok((counts, head, Some(self.read_server_state()?)))
    }
    fn take_warnings(&self) -> Vec<String> {
        self.connection.take_warnings()
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
        refuse_during_change(self.connection.is_in_transaction(), "backup")?;
        write_backup_of(self, destination, options)
    }
    fn check_destination(&self, destination: &Path) -> std::result::Result<(), String> {
        check_report_destination(destination, &|_| Ok(()))
    }
    fn is_far(&self) -> bool {
        true
    }
    fn ask_ahead(&self, users: HashSet<Wanted>, certificates: HashSet<LookupHash>) -> Result<()> {
        self.proceed()?;
        self.ask_expected(users, certificates)
    }
    fn take_answers(&self) -> Result<Vec<UserKey>> {
        self.proceed()?;
        self.read_expected()
    }
    fn later_page(&self) -> usize {
        // A page costs a statement, beside its rows.
        4 * PAGE
    }
    fn next_page(&self, listing: &mut Course) -> Result<()> {
        let page = &mut *listing.pages.page;
        page.clear();
        if let What::Certificates { after: None, .. } = listing.rest.what {
            self.progress.begin(0);
        }
        let is_first = listing.rest.is_at_start();
        listing.rest.read(self, page)?;
        if let What::Certificates { .. } = listing.rest.what {
            self.progress.advance(page.count() as u64);
        }
        // Many who list want the first page only.
        if !is_first {
            self.ask_page(&listing.rest);
        }
        Ok(())
    }
    fn revoke(
        &self,
        revocations: &[Revocation<'_>],
        entry: AuditEntry,
        dry_run: bool,
        visit: &mut VisitChanged<'_>,
    ) -> Result<Vec<Option<u64>>> {
        self.revoke_all(revocations, &entry.action, dry_run, visit)
    }
    fn publish(&self, dry_run: bool, publish: &mut Publish<'_>) -> Result<()> {
        self.publish_all(dry_run, publish)
    }
    fn begin_import(&self) -> Result<LastKeys> {
        self.start_import()
    }
    fn import(&self) -> &dyn ImportSession {
        self
    }
}
