//! The store's edge: what the registry asks of a database. SQL stands below this trait and nowhere else.

pub mod progress;
pub mod sqlite;

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::path::Path;

use crate::error::Result;
use crate::model::audit::{AuditEntry, AuditSelection, Head};
use crate::model::certificate::Total;
use crate::model::certificate::{CertificateRow, CertificateSelection, NewCertificate, RevocationMark};
use crate::model::domain::Domain;
use crate::model::guid::Guid;
use crate::model::names::{LookupHash, NameHash};
use crate::model::time::Microseconds;
use crate::model::user::NamedUser;
use crate::model::user::{NameRow, UserFields, UserRow, UserSelection};

use progress::Progress;

/// What the registry holds, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Users that the directory still holds.
    pub users: u64,
    /// Certificates, revoked and expired ones too.
    pub certificates: u64,
    /// Entries of the audit.
    pub audit_entries: u64,
}

/// A registry's own secrets and names, made with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistryIdentity {
    /// Tells this registry from every other.
    pub id: [u8; 16],
    /// The key of its name hashes.
    pub hash_secret: [u8; 16],
}

/// What is committed in a database: two that are equal say that nothing was in between. It never comes back to an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommittedState(pub [u32; 12]);

/// Users and their certificates, one after the other: a user, then the certificates of that user. Whoever visits them says whether
/// there shall be more.
#[derive(Debug)]
pub enum Holding<'a> {
    /// A user.
    User(&'a NameRow<'a>),
    /// A certificate of the user before.
    Certificate(&'a CertificateRow<'a>),
}

/// How a file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// An earlier copy may be replaced.
    pub replace: bool,
    /// Only whether it may be written is found out.
    pub dry_run: bool,
}

/// Stops what runs on a store; usable from any thread.
pub trait Interrupt: Send + Sync {
    /// Ends the current operation, and whatever is asked of the store afterwards, with `Error::Interrupted`. For good:
    /// an interrupt that arrives between two operations must not be lost.
    fn interrupt(&self);
    /// Whether `interrupt` was called: what has not begun yet should not begin.
    fn is_interrupted(&self) -> bool;
}

/// A database that holds one registry.
///
/// Rows are lent to a visitor and end with its call. Reading functions hold no transaction after they return.
/// Writing functions must stand between `begin` and `commit`.
pub(crate) trait Store: Send {
    /// What kind of database this is, `SQLite 3.40.1`.
    fn engine(&self) -> String;
    /// Where it is, without secrets.
    fn location(&self) -> &str;
    /// The version of its schema.
    fn schema_version(&self) -> u32;
    /// Another connection to the same database, for reading, that is interrupted with this one and counts the same progress; none
    /// where there cannot be any.
    fn another(&self) -> Result<Option<Box<dyn Store>>>;
    /// The registry's id and hash secret.
    fn identity(&self) -> RegistryIdentity;
    /// A handle that stops what runs here.
    fn interrupter(&self) -> std::sync::Arc<dyn Interrupt>;
    /// How far the work at hand has come; what is long says so itself.
    fn progress(&self) -> &std::sync::Arc<Progress>;
    /// The last key that a user was given: keys go up from 1, mostly without gaps.
    fn last_user_key(&self) -> Result<i64>;
    /// The last key that a certificate was given, likewise.
    fn last_certificate_key(&self) -> Result<i64>;
    /// Numbers of rows.
    fn counts(&self) -> Result<Counts>;
    /// What `integrity_findings` takes, in units of progress: about nanoseconds.
    fn check_cost(&self, counts: &Counts) -> u64;
    /// Problems of the database itself (broken pages, missing rows), each a sentence. `counts` serves its progress, which it
    /// adds to what is begun.
    fn integrity_findings(&self, counts: &Counts) -> Result<Vec<String>>;
    /// Writes a consistent copy to a file while others go on.
    fn back_up(&self, destination: &Path, options: WriteOptions) -> Result<()>;
    /// Refuses, with the reason, what a report must not take the place of: the database, what lies beside it, other databases.
    fn check_destination(&self, destination: &Path) -> std::result::Result<(), String>;
    /// Where it was opened to be made only when there is something in it (`OpenMode::CreateWhenFilled`), and there is, it gets its
    /// name; harmless otherwise. Not within a transaction.
    fn settle(&mut self) -> Result<()>;

    /// Runs what asks several questions at one state of the database. It should not last.
    fn at_one_moment(&self, ask: &mut dyn FnMut() -> Result<()>) -> Result<()>;

    /// Refuses to go on after an interrupt, and where the database was replaced since it was opened.
    fn proceed(&self) -> Result<()>;
    /// Refuses to go on after an interrupt.
    fn check_interrupt(&self) -> Result<()>;
    /// A stamp of what is committed, by whomever; none where telling it would take longer than to read again.
    fn committed_state(&self) -> Option<CommittedState>;

    /// Starts a writing transaction, waiting for other writers.
    fn begin(&self) -> Result<()>;
    /// `begin` for a transaction that will touch everything.
    fn begin_import(&self) -> Result<()>;
    /// Makes the transaction's changes durable.
    fn commit(&self) -> Result<()>;
    /// Forgets the transaction's changes; harmless where none is open.
    fn rollback(&self);

    /// Users found under a name hash: candidates, to be compared by text.
    fn users_named(&self, hash: NameHash, visit: &mut dyn FnMut(&NameRow<'_>)) -> Result<()>;
    /// The keys of users under words of the completion index that begin with `prefix`, in the words' order; a user under several
    /// words comes several times, and some may have left the directory. The visitor says whether there shall be more.
    fn user_keys_by_word(&self, prefix: &str, visit: &mut dyn FnMut(i64) -> Result<bool>) -> Result<()>;
    /// Those of the users with these keys that the directory still holds, in the order given; the domain's
    /// names only `with_domain`.
    fn live_users(
        &self,
        keys: &[i64],
        with_domain: bool,
        visit: &mut dyn FnMut(&NamedUser<'_>),
    ) -> Result<()>;
    /// Those of the name hashes that more than one user, living or gone, has.
    fn shared_names(&self, hashes: &[NameHash]) -> Result<HashSet<NameHash>>;
    /// The user with that key; where `guid` is given, only if the user has it. The row says nothing of
    /// the domain.
    fn user_by_key_name(
        &self,
        key: i64,
        guid: Option<Guid>,
        visit: &mut dyn FnMut(&NameRow<'_>),
    ) -> Result<()>;
    /// The user with that `objectGUID`.
    fn user_key_of_guid(&self, guid: Guid) -> Result<Option<i64>>;
    /// The whole row of the user with that `objectGUID`, if there is one.
    fn user_with_guid(&self, guid: Guid, visit: &mut dyn FnMut(&UserRow<'_>)) -> Result<()>;
    /// The whole row of one user.
    fn user(&self, key: i64, visit: &mut dyn FnMut(&UserRow<'_>)) -> Result<()>;
    /// At most `limit` users after `after_key` in key order; returns the last key read, none at the end.
    fn users_after(
        &self,
        selection: &UserSelection,
        after_key: i64,
        limit: usize,
        visit: &mut dyn FnMut(&UserRow<'_>) -> Result<()>,
    ) -> Result<Option<i64>>;
    /// The keys of the domain's users that the directory still holds.
    fn live_users_of_domain(&self, domain: i64, visit: &mut dyn FnMut(i64)) -> Result<()>;

    /// Users found under a name hash, as `users_named` finds them, each followed by the certificates of it that are not
    /// revoked, in the order of their publication here. All as they were at one moment.
    fn holders_named(&self, hash: NameHash, visit: &mut dyn FnMut(Holding<'_>) -> bool) -> Result<()>;
    /// The users with keys from `first_key` to `last_key`, in their order, with their certificates as `holders_named`
    /// gives them. The rows say nothing of the domain.
    fn holders_between(
        &self,
        first_key: i64,
        last_key: i64,
        visit: &mut dyn FnMut(Holding<'_>) -> bool,
    ) -> Result<()>;
    /// How many of a user's certificates are in force at `now`.
    fn certificates_in_force(&self, user: i64, now: Microseconds) -> Result<u64>;
    /// The keys of the users that the directory no longer holds and that have certificates in force at `now`.
    fn gone_holders(&self, now: Microseconds, visit: &mut dyn FnMut(i64)) -> Result<()>;
    /// At most `limit` selected certificates after `after`; returns the last position, none at the end.
    fn certificates_after(
        &self,
        selection: &CertificateSelection,
        after: Option<(i64, i64, i64)>,
        limit: usize,
        visit: &mut dyn FnMut(&CertificateRow<'_>) -> Result<()>,
    ) -> Result<Option<(i64, i64, i64)>>;
    /// Certificates found under lookup hashes: candidates, to be compared.
    fn certificates_found(
        &self,
        hashes: RangeInclusive<LookupHash>,
        visit: &mut dyn FnMut(&CertificateRow<'_>) -> Result<()>,
    ) -> Result<()>;
    /// Those of the certificates found under lookup hashes that are selected.
    fn certificates_selected(
        &self,
        hashes: RangeInclusive<LookupHash>,
        selection: &CertificateSelection,
        visit: &mut dyn FnMut(&CertificateRow<'_>) -> Result<()>,
    ) -> Result<()>;
    /// The certificates found under a lookup hash, candidates to be compared: the key, and the DER unless it is missing.
    fn contents_found(&self, hash: LookupHash, visit: &mut dyn FnMut(i64, Option<&[u8]>)) -> Result<()>;
    /// The certificates with keys from the first to the last, key and DER, until `visit` returns false.
    fn contents_between(
        &self,
        first_key: i64,
        last_key: i64,
        visit: &mut dyn FnMut(i64, &[u8]) -> bool,
    ) -> Result<()>;
    /// One certificate of a user.
    fn certificate(
        &self,
        user: i64,
        certificate: i64,
        visit: &mut dyn FnMut(&CertificateRow<'_>),
    ) -> Result<()>;
    /// The DER of a certificate.
    fn certificate_content(&self, certificate: i64) -> Result<Option<Vec<u8>>>;

    /// How many certificates in force at `now` expire in which of the weeks (of that length) from then on.
    fn expiries_by_week(
        &self,
        now: Microseconds,
        week: Microseconds,
        visit: &mut dyn FnMut(i64, u64),
    ) -> Result<()>;
    /// How many certificates in force at `now` there are of which kind in which pool.
    fn certificate_totals(&self, now: Microseconds) -> Result<Vec<Total>>;

    /// The entries of the audit, oldest first, after `after`; returns the last sequence read, none at the end.
    fn audit_after(
        &self,
        selection: &AuditSelection,
        after: i64,
        limit: usize,
        visit: &mut dyn FnMut(&AuditEntry) -> Result<()>,
    ) -> Result<Option<i64>>;
    /// The newest entry's sequence and hash.
    fn audit_head(&self) -> Result<Head>;

    /// The domain with that DNS name (folded).
    fn domain(&self, dns_name: &str) -> Result<Option<Domain>>;
    /// Adds a domain, or changes its NetBIOS name; returns its key.
    fn put_domain(&self, domain: &Domain) -> Result<i64>;
    /// The `dNSHostName` of a pool, where it is known.
    fn pool_host(&self, pool_key: &str) -> Result<Option<String>>;
    /// Records the `dNSHostName` of a pool and gives it to the home servers in it; returns whether anything changed.
    fn put_pool(&self, pool_key: &str, dns_host_name: &str) -> Result<bool>;
    /// Adds a user; returns its key.
    fn add_user(&self, fields: &UserFields<String>, domain: Option<i64>) -> Result<i64>;
    /// Replaces a user's fields and calls it back if it was gone.
    fn change_user(&self, key: i64, fields: &UserFields<String>, domain: Option<i64>) -> Result<()>;
    /// Adds and removes hashes under which the user is found.
    fn change_names(&self, key: i64, removed: &[NameHash], added: &[NameHash]) -> Result<()>;
    /// Adds and removes words of the completion index.
    fn change_words(&self, key: i64, removed: &[String], added: &[String]) -> Result<()>;
    /// Marks a user as no longer in the directory.
    fn mark_gone(&self, key: i64, since: Microseconds, entry: i64) -> Result<()>;
    /// Adds a certificate; returns its key.
    fn add_certificate(&self, user: i64, certificate: &NewCertificate<'_>) -> Result<i64>;
    /// Takes back a certificate that was added in this transaction, with the lookup hashes it was added with.
    fn withdraw_certificate(&self, user: i64, certificate: i64, hashes: &[LookupHash]) -> Result<()>;
    /// Notes that certificates share an issue, whose lookup hash that is.
    fn share_issue(&self, hash: LookupHash, certificates: &[i64]) -> Result<()>;
    /// Whether any certificates share an issue.
    fn has_shared_issues(&self) -> Result<bool>;
    /// The lookup hash of the issue that a certificate shares with others, if it does.
    fn shared_issue_of(&self, certificate: i64) -> Result<Option<LookupHash>>;
    /// What revoking asks and writes, in the open transaction.
    fn revoking(&self) -> Result<Box<dyn Revoking + '_>>;
    /// Adds an entry at the end of the audit.
    fn append_audit(&self, entry: &AuditEntry) -> Result<()>;
    /// Whether the audit holds a refusal that says the same, from the same operating system user, at a time from `from` to before
    /// `to`.
    fn has_refusal(&self, entry: &AuditEntry, from: Microseconds, to: Microseconds) -> Result<bool>;
}

/// Taking away the certificates of one user after the other.
pub(crate) trait Revoking {
    /// Distinguished name and SIP address of the user with that key, if there is one.
    fn user(&mut self, key: i64, visit: &mut dyn FnMut(&str, Option<&str>)) -> Result<()>;
    /// Keys and SHA-1 of the user's certificates that are not revoked, in the order of their publication here.
    fn thumbprints(&mut self, user: i64, visit: &mut dyn FnMut(i64, &[u8; 20])) -> Result<()>;
    /// Marks the user's certificate, or all of the user's, as revoked; returns how many were not revoked before.
    fn revoke(&mut self, user: i64, certificate: Option<i64>, mark: &RevocationMark) -> Result<u64>;
    /// Adds an entry at the end of the audit.
    fn append_audit(&mut self, entry: &AuditEntry) -> Result<()>;
}

/// A writing transaction that is undone unless it is committed.
pub(crate) struct Transaction<'s> {
    store: &'s dyn Store,
    open: bool,
}

impl<'s> Transaction<'s> {
    /// Starts a transaction.
    pub(crate) fn begin(store: &'s dyn Store) -> Result<Transaction<'s>> {
        store.begin()?;
        Ok(Transaction { store, open: true })
    }

    /// Makes the changes durable.
    pub(crate) fn commit(mut self) -> Result<()> {
        self.store.commit()?;
        self.open = false;
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            self.store.rollback();
        }
    }
}
