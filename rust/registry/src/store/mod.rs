//! The store's edge: what the registry asks of a database. SQL stands below these traits and nowhere else.

mod condition;
mod copying;
mod index_sums;
pub mod listing;
pub mod location;
pub mod page;
#[cfg(feature = "postgres")]
pub mod postgresql;
pub mod progress;
mod reading;
pub(crate) mod same_issue;
pub mod sqlite;

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::path::Path;

use crate::error::{Error, Result};
use crate::model::audit::{AuditEntry, AuditSelection, Head};
use crate::model::certificate::{
    CertificatePosition, CertificateRow, CertificateSelection, NewCertificate, Revocation, Totals,
};
use crate::model::domain::Domain;
use crate::model::guid::Guid;
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::names::{LookupHash, NameHash};
use crate::model::time::Microseconds;
use crate::model::user::{NameRow, NamedUser, UserFields, UserRow, UserSelection};

pub(crate) use copying::copy;
use copying::{Filling, Visit};
use listing::Course;
use page::Pages;
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

/// What a database is, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Facts<'s> {
    /// Its kind and version: `SQLite`, `3.40.1`.
    pub engine: [&'s str; 2],
    /// Where it is, without secrets.
    pub location: &'s str,
    /// The version of its schema.
    pub schema_version: u32,
    /// The registry's id and hash secret.
    pub identity: RegistryIdentity,
}

/// The server that keeps a registry, as this account sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerState {
    /// The host that is connected, `host:port`.
    pub host: String,
    /// The registry's roles that the account is a member of.
    pub roles: Vec<String>,
    /// Whether it is a standby, which takes no changes.
    pub is_standby: bool,
    /// The standbys that a commit waits for, in PostgreSQL's syntax (`synchronous_standby_names`); empty if it waits for none.
    pub synchronous_standby_names: String,
    /// Whether the server detects damage to its pages.
    pub data_checksums: bool,
}

/// Whom a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Wanted {
    /// Those found under a name hash.
    Name(NameHash),
    /// The user with that key.
    Key(UserKey),
    /// The user with that `objectGUID`.
    Guid(Guid),
}

/// What identifies one user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OneUser {
    Key(UserKey),
    Guid(Guid),
}

/// Certificates whose rows are read.
#[derive(Clone, Debug)]
pub(crate) enum Sought<'s> {
    /// One of a user.
    One(UserKey, CertificateKey),
    /// Those found under a lookup hash, revoked ones too: candidates, to be compared.
    Found(LookupHash),
    /// Those found under lookup hashes that are selected.
    Selected(RangeInclusive<LookupHash>, &'s CertificateSelection),
}

/// Certificates whose content is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Contents {
    /// Those found under a lookup hash: candidates.
    Found(LookupHash),
    /// Those with these keys, in their order.
    Between(RangeInclusive<CertificateKey>),
}

/// What is read of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// The users alone.
    Users,
    /// Their certificates that are not revoked, too, in the order of their publication here.
    WithCertificates,
}

/// What completion asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begun<'b> {
    /// With what words begin.
    pub prefixes: &'b [String],
    /// Whether the names of the user's domain are wanted.
    pub with_domain: bool,
    /// How many users are taken at the most.
    pub most: usize,
}

/// Whether a user is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    No,
    Yes,
    /// Where others have a name with that hash, too, that is to be known.
    Named(NameHash),
}

/// Users and their certificates, one after the other: a user, then the certificates of that user. Whoever visits them says whether
/// there shall be more.
#[derive(Debug)]
pub enum Holding<'a> {
    /// A user.
    User(&'a NameRow<'a>),
    /// A certificate of the user before.
    Certificate(&'a CertificateRow<'a>),
}

/// What became of a certificate that was to be revoked or taken off hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Changed {
    Yes,
    /// It was to be taken off hold, and is revoked for good.
    IsRevokedForGood,
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

/// Refuses to make a copy or a backup of what is being changed.
fn refuse_during_change(is_changing: bool, what: &str) -> Result<()> {
    match is_changing {
        true => Err(Error::InvalidArgument(format!(
            "no {} can be made while this handle is changing the registry",
            what
        ))),
        false => Ok(()),
    }
}

/// Whoever is told of users.
pub(crate) type VisitUser<'v> = dyn FnMut(&UserRow<'_>) -> Result<()> + 'v;

/// Whoever is told of certificates.
pub(crate) type VisitCertificate<'v> = dyn FnMut(&CertificateRow<'_>) -> Result<()> + 'v;

/// Whoever is told of users and their certificates, each with the place of what it is wanted for; says whether there shall be more.
pub(crate) type VisitHolding<'v> = dyn FnMut(usize, Holding<'_>) -> bool + 'v;

/// Whoever is told of the contents of certificates, DER unless that is missing; says whether there shall be more.
pub(crate) type VisitContent<'v> = dyn FnMut(CertificateKey, Option<&[u8]>) -> bool + 'v;

/// Whoever is told of users whose names begin so, with the place of the prefix.
pub(crate) type VisitBegun<'v> = dyn FnMut(usize, &NamedUser<'_>) -> Taken + 'v;

/// Whoever is told of audit entries.
pub(crate) type VisitEntry<'v> = dyn FnMut(&AuditEntry) -> Result<()> + 'v;

/// Whoever is told of a revocation's place, the user and the certificate, and what became of that.
pub(crate) type VisitChanged<'v> = dyn FnMut(usize, UserKey, CertificateKey, Changed) -> Result<()> + 'v;

/// What fills a publication.
pub(crate) type Publish<'p> = dyn FnMut(&mut dyn PublishSession) -> Result<()> + 'p;

/// What fills a registry.
pub(crate) type Fill<'f> = dyn FnMut(&mut dyn Filling) -> Result<()> + 'f;

/// A database's users.
pub(crate) trait UserStore {
    /// Users found under name hashes (candidates, to be compared by text), and users with keys or GUIDs: each with the place of what it
    /// is wanted for; the certificates of a user, where they are asked for, follow it. Rows found otherwise than by name need not tell the
    /// domain. All are as they were at one moment.
    fn holders(&self, wanted: &[Wanted], rows: Rows, visit: &mut VisitHolding<'_>) -> Result<()>;
    /// The whole row of one user, if there is one.
    fn user(&self, user: OneUser, visit: &mut dyn FnMut(&UserRow<'_>)) -> Result<()>;
    /// At most `limit` users after `after_key` in key order; returns the last key read, none at the end.
    fn users_after(
        &self,
        selection: &UserSelection,
        after_key: UserKey,
        limit: usize,
        visit: &mut VisitUser<'_>,
    ) -> Result<Option<UserKey>>;
    /// The keys of the users that the directory no longer holds and that have certificates in force at `now`. With `unless_same`
    /// they are read only if something is known to be committed since the last time; none if they were not read.
    fn gone_holders(&self, now: Microseconds, unless_same: bool) -> Result<Option<Vec<UserKey>>>;
}

/// What completion finds in a database.
pub(crate) trait CompletionStore {
    /// The living users under words of the completion index that begin with one of the prefixes, in the order of the prefixes and of
    /// the words, each once; the domain's names only where they are asked for. `visit` is told the prefix, and says whether it takes the
    /// user. Returns those of the name hashes it gives that more than one user, living or gone, has. All is as it was at one moment.
    fn begun(&self, begun: &Begun<'_>, visit: &mut VisitBegun<'_>) -> Result<HashSet<NameHash>>;
    /// The names of the attributes that imports ever brought, as they were spelled first.
    fn attribute_names(&self) -> Result<Vec<String>>;
}

/// A database's certificates.
pub(crate) trait CertificateStore {
    /// The certificates that are sought.
    fn certificates(&self, sought: Sought<'_>, visit: &mut VisitCertificate<'_>) -> Result<()>;
    /// At most `limit` selected certificates after `after`; returns the last position, none at the end.
    fn certificates_after(
        &self,
        selection: &CertificateSelection,
        after: Option<CertificatePosition>,
        limit: usize,
        visit: &mut VisitCertificate<'_>,
    ) -> Result<Option<CertificatePosition>>;
    /// Certificates, key and DER unless that is missing, until `visit` returns false.
    fn contents(&self, wanted: Contents, visit: &mut VisitContent<'_>) -> Result<()>;
    /// Sums over the certificates in force at `now`; a week has that length.
    fn totals(&self, now: Microseconds, week: Microseconds) -> Result<Totals>;
}

/// A database's audit.
pub(crate) trait AuditStore {
    /// The entries of the audit, oldest first, after `after`; returns the last sequence read, none at the end.
    fn audit_after(
        &self,
        selection: &AuditSelection,
        after: i64,
        limit: usize,
        visit: &mut VisitEntry<'_>,
    ) -> Result<Option<i64>>;
    /// Records an attempt that was refused, in a transaction of its own.
    fn record(&self, refused: AuditEntry) -> Result<()>;
}

/// A database that holds one registry.
///
/// Rows are lent to a visitor and end with its call. Reading functions hold no transaction after they return.
/// Each change is one transaction with its audit entries.
pub(crate) trait Store: UserStore + CompletionStore + CertificateStore + AuditStore + Send {
    /// What it is and where.
    fn facts(&self) -> Facts<'_>;
    /// A handle that stops what runs here.
    fn interrupter(&self) -> std::sync::Arc<dyn Interrupt>;
    /// How far the work at hand has come; what is long says so itself.
    fn progress(&self) -> &std::sync::Arc<Progress>;
    /// How much it holds, the newest entry of the audit, and the server that keeps it; none for a registry in a file.
    fn describe(&self) -> Result<(Counts, Head, Option<ServerState>)>;
    /// What the database said beside changes that it has made durable, since this was last asked: each a sentence.
    fn take_warnings(&self) -> Vec<String> {
        Vec::new()
    }
    /// What is wrong with it (broken pages, missing rows, a broken chain of the audit), each a sentence.
    fn check(&self) -> Result<Vec<String>>;
    /// Reads all that it holds, as it is at one moment, table after table.
    fn read_all(&self, visit: &mut Visit<'_>) -> Result<()>;
    /// Fills it, where it is empty, in one transaction, which is undone where `fill` fails.
    fn fill(&self, fill: &mut Fill<'_>) -> Result<()>;
    /// Writes a consistent copy to a file while others go on.
    fn back_up(&self, destination: &Path, options: WriteOptions) -> Result<()>;
    /// Refuses, with the reason, what a report must not take the place of: the database, what lies beside it, other databases.
    fn check_destination(&self, destination: &Path) -> std::result::Result<(), String>;
    /// Where it was opened to be made only when there is something in it (`OpenMode::CreateWhenFilled`), and there is, it gets its
    /// name; harmless otherwise. Not within a transaction.
    fn settle(&mut self) -> Result<()> {
        Ok(())
    }

    /// Whether each question takes so long that the next ones are worth announcing.
    fn is_far(&self) -> bool {
        false
    }
    /// Announces what questions are about once `take_answers` is called: `holders`, and all `certificates` under one hash, with
    /// their contents. A store for which questions are expensive may begin to read it. Changes forget what was announced.
    fn ask_ahead(&self, _users: HashSet<Wanted>, _certificates: HashSet<LookupHash>) -> Result<()> {
        Ok(())
    }
    /// What was announced first and not yet taken is what the next questions are about, and what was taken before no longer: a store may
    /// answer them as it was when it read that. Returns the users that were read.
    fn take_answers(&self) -> Result<Vec<UserKey>> {
        Ok(Vec::new())
    }
    /// Puts the user with that key, if there is one, and its certificates that are not revoked on a page, in the place of whatever is
    /// there; others, each with theirs, may stand before it and after it, in the order of their keys. All are as they are committed.
    /// Meant for one user after the other: where they come in the order of their keys, a store may read ahead.
    fn holder_in_order(&self, key: UserKey, pages: &mut Pages) -> Result<()> {
        pages.page.clear();
        self.holders(&[Wanted::Key(key)], Rows::WithCertificates, &mut |_, holding| {
            pages.page.holding(&holding);
            true
        })?;
        pages.page.finish();
        Ok(())
    }
    /// How many rows a listing's page has at most that is not the first.
    fn later_page(&self) -> usize {
        listing::PAGE
    }
    /// Puts what comes next in a listing on its page, in the place of whatever is there; nothing at the end. A store may read ahead.
    fn next_page(&self, listing: &mut Course) -> Result<()> {
        let page = &mut *listing.pages.page;
        page.clear();
        listing.rest.read(self, page)
    }

    /// Revokes certificates, or takes them off hold where the reason of all is `RemoveFromCRL`; all in one transaction, each user's under
    /// an audit entry of its own that is made of `entry`; where certificates share an issue, the others of it too. Returns how many were
    /// changed, one number a revocation; none for a key that no user has. `visit` is told the revocation, the user and the certificate of
    /// each that is changed, and of each that cannot be taken off hold, while the transaction sees it; with `dry_run` the
    /// transaction is undone then.
    fn revoke(
        &self,
        revocations: &[Revocation<'_>],
        entry: AuditEntry,
        dry_run: bool,
        visit: &mut VisitChanged<'_>,
    ) -> Result<Vec<Option<u64>>>;
    /// Publishes in one transaction, which `publish` fills; it is undone where that fails, and with `dry_run`.
    fn publish(&self, dry_run: bool, publish: &mut Publish<'_>) -> Result<()>;
    /// Starts an import, one transaction that lasts until it is ended or the store is closed. Returns the last keys that were given
    /// before.
    fn begin_import(&self) -> Result<LastKeys>;
    /// The import that is under way.
    fn import(&self) -> &dyn ImportSession;
}

/// Publishing: what is read meanwhile sees what was added.
pub(crate) trait PublishSession {
    /// Adds a certificate of a user, and `entry`, completed, to the audit; `others` are those of its issue. Returns its key.
    fn add(
        &mut self,
        user: UserKey,
        certificate: &NewCertificate<'_>,
        others: &[CertificateKey],
        entry: AuditEntry,
    ) -> Result<CertificateKey>;
    /// Adds a refusal to the audit, unless it holds one that says the same, from the same operating system user on the same day (UTC): a
    /// certificate that is refused is refused every hour and every night when a folder is published.
    fn refuse(&mut self, entry: AuditEntry) -> Result<()>;
}

/// An import: all or nothing. What is read meanwhile sees what was written.
pub(crate) trait ImportSession {
    /// Those of the name hashes that more than one user, living or gone, has.
    fn shared_names(&self, hashes: &[NameHash]) -> Result<HashSet<NameHash>>;
    /// The domain with that DNS name (folded).
    fn domain(&self, dns_name: &str) -> Result<Option<Domain>>;
    /// Adds a domain, or changes its NetBIOS name; returns its key.
    fn put_domain(&self, domain: &Domain) -> Result<i64>;
    /// Records the `dNSHostName` of a pool, be there another or not, and gives it to the home servers in it; returns whether anything
    /// changed.
    fn put_pool(&self, pool_key: &str, dns_host_name: &str, known: KnownPool) -> Result<bool>;
    /// The keys of the domain's users that the directory still holds.
    fn live_users_of_domain(&self, domain: i64) -> Result<Vec<UserKey>>;
    /// Adds a user, or changes one; returns its key. Who was gone is no longer.
    fn put_user(&self, user: &UserChange<'_>) -> Result<UserKey>;
    /// Adds a certificate of a user; `others` are those of its issue.
    fn add_certificate(
        &self,
        user: UserKey,
        certificate: &NewCertificate<'_>,
        others: &[CertificateKey],
    ) -> Result<()>;
    /// Takes back a certificate that this import has added, with the lookup hashes it was added with.
    fn withdraw_certificate(
        &self,
        user: UserKey,
        certificate: CertificateKey,
        hashes: &[LookupHash],
    ) -> Result<()>;
    /// Ends it: writes its audit entry and marks who is gone, each under an entry of its own, and makes everything durable; or undoes it.
    /// Harmless where it has ended.
    fn end(&self, done: Option<Imported>) -> Result<()>;
}

/// The last keys that were given: keys go up from 1, mostly without gaps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LastKeys {
    pub users: UserKey,
    pub certificates: CertificateKey,
}

/// What becomes of a pool that is known by another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KnownPool {
    Renamed,
    Kept,
}

/// What a user's row and what finds it become.
#[derive(Debug)]
pub(crate) struct UserChange<'a> {
    /// The user; none for a new one.
    pub key: Option<UserKey>,
    pub fields: &'a UserFields<String>,
    pub domain: Option<i64>,
    /// Hashes under which the user is found no longer, and from now on.
    pub names: [&'a [NameHash]; 2],
    /// Words of the completion index, likewise.
    pub words: [&'a [String]; 2],
}

/// The end of an import.
#[derive(Debug)]
pub(crate) struct Imported {
    /// Its entry of the audit, to be completed.
    pub entry: AuditEntry,
    /// Names of attributes that it has brought; those that are new are added. Case makes no difference.
    pub attribute_names: Vec<String>,
    /// Users whom the directory no longer holds, and the entries that say so.
    pub gone: Vec<(UserKey, AuditEntry)>,
    /// Since when they are gone.
    pub since: Microseconds,
}
