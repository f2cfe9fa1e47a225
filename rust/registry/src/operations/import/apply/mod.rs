//! Applying staged users: in steps, so that a console can show progress, and in one transaction.
//!
//! The order of the input does not matter. Contradictory entries are already known, and none of them is
//! applied. Users with an `objectGUID` come first and are matched by it; users without one are matched by distinguished
//! name with the remaining users. Users whose distinguished name another account has taken are handled at the end, when it is known
//! who was renamed.

mod certificates;
mod domains;
mod expectations;
mod finish;
mod known_user;
mod other_entries;
mod parsed_entry;
mod predicted_keys;
pub(super) mod prune;
pub(super) mod read_ahead;
mod stored_user;
pub(super) mod user_fields;
mod user_match;
mod write_user;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::model::attribute as names;
use crate::model::audit::Action;
use crate::model::guid::Guid;
use crate::model::keys::UserKey;
use crate::model::time::Microseconds;
use crate::parse::distinguished_name::DistinguishedName;
use crate::registry::Registry;
use crate::store::{KnownPool, Wanted};

use super::input::contradictions::CONTRADICTED;
use super::input::entry_kind::EntryKind;
use super::input::spool::Spool;
use super::input::Input;
use super::notices::Notices;
use super::unread_values::UnreadValues;
use super::{ImportSummary, Notice};

use certificates::Publisher;
use domains::{Domains, InUse};
use expectations::Expectations;
use known_user::KnownUser;
use parsed_entry::{EntryIdentity, EntryParser, FoundBy, NewUser, ParsedEntry, Refusal};
use predicted_keys::PredictedKeys;
use prune::PruneLimit;
use read_ahead::ReadAhead;
use user_fields::Interpretation;

/// An import that is being applied.
pub(crate) struct Application {
    pub(crate) dry_run: bool,
    pub(crate) open: bool,
    pub(crate) now: Microseconds,
    pub(crate) prune: bool,
    pub(crate) prune_limit: PruneLimit,
    entries: ReadAhead<io::Result<ParsedEntry>>,
    /// Attribute names, in lower case, that occur in some LDIF entry of the input.
    pub(crate) seen: Arc<HashSet<String>>,
    /// Names of attributes for which users of the input have values.
    pub(crate) brought: Vec<String>,
    pub(crate) publisher: Publisher,
    pub(crate) user_keys: PredictedKeys,
    expectations: Arc<Expectations>,
    pub(crate) domains: Domains,
    pub(crate) notices: Notices,
    pub(crate) summary: ImportSummary,
    /// Whether the registry had no user before this import.
    pub(crate) had_no_user: bool,
    /// The key of the last user before this import.
    pub(crate) last_key_before: UserKey,
    /// Users to whom entries were applied.
    pub(crate) touched: HashSet<UserKey>,
    /// Users with entries in the input that were rejected or are only traces: they are not gone.
    pub(crate) present: HashSet<UserKey>,
    /// Users that were deleted from the directory.
    pub(crate) deleted: BTreeSet<UserKey>,
    /// The traces of users, `None` if they contradict each other.
    pub(crate) traces: BTreeMap<UserKey, Option<ParsedEntry>>,
    /// Skipped entries, by kind.
    pub(crate) skipped: BTreeMap<EntryKind, u64>,
    /// Whether the input contained domains or pools.
    pub(crate) has_other_entries: bool,
    /// Users whose distinguished name another user has now.
    pub(crate) displaced: BTreeSet<UserKey>,
    pub(crate) left: BTreeSet<String>,
    /// Attributes with values that could not be read.
    pub(crate) unread: UnreadValues,
    pub(crate) pools_changed: bool,
}

impl Application {
    /// Starts the transaction.
    ///
    /// # Errors
    /// `PruneRefused`, before anything is written except its audit entry.
    pub(crate) fn begin(registry: &Registry, mut input: Input, dry_run: bool) -> Result<Application> {
        let staged = input.spooler.finish()?;
        let brought = input.brought();
        let users = staged.with_guid.count() + staged.without_guid.count();
        let total = users + staged.deleted.count() + staged.traces.count();
        if input.options.prune {
            let empty = (users == 0).then(|| "the input contains no user".to_owned());
            if let Some(reason) = input.prune_refusal.or(empty) {
                let error = Error::PruneRefused { reason };
                if !dry_run {
                    registry.record_refusal(Action::Import, None, None, &error)?;
                }
                return Err(error);
            }
        }
        let reader = |staging: Spool| staging.into_reader().map_err(unreadable);
        let staged_entries = [
            reader(staged.deleted)?,
            reader(staged.with_guid)?,
            reader(staged.without_guid)?,
            reader(staged.traces)?,
        ];
        let seen = Arc::new(input.seen);
        let expectations = Arc::new(Expectations::default());
        let mut preparation = EntryParser {
            staged: staged_entries,
            contradictions: staged.contradictions,
            seen: seen.clone(),
            hasher: *registry.hasher(),
            expectations: expectations.clone(),
        };
        let entries = ReadAhead::start(
            "cscert-import",
            move || preparation.next(),
            |entry| entry.as_ref().map_or(0, ParsedEntry::weight),
        )?;
        let last_keys = registry.store().begin_import()?;
        let mut application = Application {
            dry_run,
            open: true,
            now: registry.now(),
            prune: input.options.prune,
            prune_limit: input.options.prune_limit,
            entries,
            seen,
            brought,
            publisher: Publisher::new(expectations.clone(), last_keys.certificates),
            user_keys: PredictedKeys::default(),
            expectations,
            domains: Domains::new(input.netbios),
            notices: input.notices,
            summary: ImportSummary { total, ..input.summary },
            had_no_user: last_keys.users.0 == 0,
            last_key_before: last_keys.users,
            touched: HashSet::new(),
            present: HashSet::new(),
            deleted: BTreeSet::new(),
            traces: BTreeMap::new(),
            skipped: BTreeMap::new(),
            has_other_entries: !input.pools.is_empty() || input.has_cross_references,
            displaced: BTreeSet::new(),
            left: BTreeSet::new(),
            unread: input.unread,
            pools_changed: false,
        };
        // The names of pools, by their keys: those of the objects, and those of the rows of users.
        let pools = (input.pools, input.pools_of_users);
        if let Err(error) = application.prepare(registry, pools, &input.rejected) {
            application.abandon(registry);
            return Err(error);
        }
        Ok(application)
    }

    fn prepare(
        &mut self,
        registry: &Registry,
        (mut objects, of_users): (Vec<(String, String)>, BTreeMap<String, String>),
        rejected: &[(Option<Guid>, String)],
    ) -> Result<()> {
        let import = registry.store().import();
        // Of two names for one pool, in whatever order, the alphabetically first is kept.
        objects.sort_by(|one, other| other.cmp(one));
        let objects: BTreeMap<String, String> = objects.into_iter().collect();
        for (key, host) in &objects {
            self.pools_changed |= import.put_pool(key, host, KnownPool::Renamed)?;
        }
        for (key, host) in &of_users {
            self.pools_changed |= import.put_pool(key, host, KnownPool::Kept)?;
        }
        self.domains.settle_all(registry)?;
        for (guid, distinguished_name) in rejected {
            self.keep(registry, *guid, distinguished_name)?;
        }
        Ok(())
    }

    /// Records that a user is in the input, although its entry was rejected.
    fn keep(&mut self, registry: &Registry, guid: Option<Guid>, distinguished_name: &str) -> Result<()> {
        if let Some(guid) = guid {
            registry.users(Wanted::Guid(guid), &mut |user| {
                self.present.insert(user.names.key);
            })?;
        } else if let Ok(name) = DistinguishedName::parse(distinguished_name) {
            self.present.extend(registry.live_users_at(&name)?);
        }
        Ok(())
    }

    pub(crate) fn take_notices(&mut self) -> Vec<Notice> {
        self.notices.take()
    }

    /// Undoes everything, unless it was finished.
    pub(crate) fn abandon(&mut self, registry: &Registry) {
        if self.open {
            self.open = false;
            // Rolling back reports nothing.
            let _ = registry.store().import().end(None);
        }
    }

    /// Applies at most `limit` users. After an error everything is undone.
    pub(crate) fn step(&mut self, registry: &Registry, limit: u64) -> Result<ImportSummary> {
        if !self.open {
            return Err(Error::InvalidArgument("the import has ended".to_owned()));
        }
        let done = self.try_step(registry, limit);
        if let Err(error) = &done {
            self.abandon(registry);
            if matches!(error, Error::PruneRefused { .. }) && !self.dry_run {
                registry.record_refusal(Action::Import, None, None, error)?;
            }
        }
        done
    }

    fn try_step(&mut self, registry: &Registry, limit: u64) -> Result<ImportSummary> {
        let interrupter = registry.interrupter();
        for _ in 0..limit {
            // The store completes what a transaction began; an interrupt is checked for here, between users.
            if interrupter.is_interrupted() {
                return Err(Error::Interrupted);
            }
            match self.entries.next()?.transpose().map_err(unreadable)? {
                Some(entry) => {
                    if let Some(entry) = self.take(registry, entry)? {
                        self.entries.give_back(Ok(entry));
                    }
                }
                None => {
                    self.finish(registry)?;
                    break;
                }
            }
        }
        Ok(self.summary)
    }

    /// Applies an entry, and returns it unless it is kept.
    fn take(&mut self, registry: &Registry, entry: ParsedEntry) -> Result<Option<ParsedEntry>> {
        self.summary.processed += 1;
        let taken = match (entry.staged.entry_kind, &entry.identity) {
            (EntryKind::Trace(_), _) => {
                self.take_trace(registry, entry)?;
                return Ok(None);
            }
            (EntryKind::Deleted, Ok(identity)) => Ok(self.take_deleted(registry, identity)?),
            (EntryKind::Deleted, Err(reason)) => Err(reason.clone()),
            (EntryKind::Person, _) => self.upsert(registry, &entry)?,
        };
        if let Err(reason) = taken {
            self.reject(registry, &entry, reason)?;
        }
        Ok(Some(entry))
    }

    fn reject(&mut self, registry: &Registry, entry: &ParsedEntry, reason: Refusal) -> Result<()> {
        self.summary.rejected += 1;
        let staged = &entry.staged;
        self.keep(registry, entry.guid(), &staged.distinguished_name)?;
        let source = self.notices.source_of(staged);
        self.notices.of_rejected(&source, staged.position, reason);
        if self.prune {
            let reason = format!("the entry at {}:{} was rejected", source, staged.position);
            return Err(Error::PruneRefused { reason });
        }
        Ok(())
    }

    /// Adds or changes one user.
    fn upsert(
        &mut self,
        registry: &Registry,
        entry: &ParsedEntry,
    ) -> Result<std::result::Result<(), Refusal>> {
        let identity = match &entry.identity {
            Ok(identity) => identity,
            Err(reason) => return Ok(Err(reason.clone())),
        };
        let matched = self.match_stored(registry, entry, identity)?;
        self.expectations.users_are_known.set(matches!(matched, Ok(Some(_))));
        let stored = match matched {
            Ok(Some(stored)) => stored,
            Ok(None) => {
                return match (&entry.new, &identity.name) {
                    (Some(Ok(new)), Some(name)) => self.add(registry, entry, identity, name, new).map(Ok),
                    (Some(Err(reason)), _) => Ok(Err(reason.clone())),
                    _ => Ok(Err("it has no distinguished name, and no user has its objectGUID".to_owned())),
                }
            }
            Err(reason) => return Ok(Err(reason)),
        };
        let pool = stored_pool(registry, entry, stored.key)?;
        let known = match KnownUser::of(entry, identity, stored, &self.seen, pool) {
            Ok(known) => known,
            Err(reason) => return Ok(Err(reason)),
        };
        if self.touched.contains(&known.stored.key) {
            // Described earlier with its objectGUID, and now without.
            return Ok(if known.is_unchanged() { Ok(()) } else { Err(CONTRADICTED.to_owned()) });
        }
        self.change(registry, entry, identity, &known).map(Ok)
    }

    fn add(
        &mut self,
        registry: &Registry,
        entry: &ParsedEntry,
        identity: &EntryIdentity,
        name: &DistinguishedName,
        new: &NewUser,
    ) -> Result<()> {
        if !self.is_certainly_new(identity) {
            // Before the user itself exists.
            self.displaced.extend(registry.live_users_at(name)?);
        }
        let (dns_domain, fields) = (identity.dns_domain.as_deref(), &new.interpretation.fields);
        let made_now;
        let found_by = match &new.found_by {
            Some(found_by) => found_by,
            None => {
                made_now = FoundBy::of(fields, name, dns_domain, registry.hasher());
                &made_now
            }
        };
        let domain = self.domains.with_name(registry, dns_domain, InUse::Yes, &mut self.notices)?;
        self.summary.added += 1;
        let key = write_user::add(registry, fields, found_by, domain)?;
        self.applied(registry, entry, key, &new.interpretation)
    }

    /// Applies an entry to a stored user.
    pub(crate) fn change(
        &mut self,
        registry: &Registry,
        entry: &ParsedEntry,
        identity: &EntryIdentity,
        known: &KnownUser<'_>,
    ) -> Result<()> {
        let stored_domain;
        let dns_domain = match known.name {
            Cow::Borrowed(_) => &identity.dns_domain,
            Cow::Owned(ref stored) => {
                stored_domain = stored.dns_domain();
                &stored_domain
            }
        };
        let is_seen = match entry.staged.entry_kind {
            EntryKind::Person => InUse::Yes,
            EntryKind::Trace(_) | EntryKind::Deleted => InUse::No,
        };
        let domain = self.domains.with_name(registry, dns_domain.as_deref(), is_seen, &mut self.notices)?;
        if known.moves() && known.takes_name {
            self.displaced.extend(registry.live_users_at(&known.name)?);
        }
        if known.is_unchanged() && !known.stored.gone {
            self.summary.unchanged += 1;
        } else {
            self.summary.updated += 1;
            write_user::change(registry, known, domain)?;
        }
        self.applied(registry, entry, known.stored.key, &known.interpretation)
    }

    /// Completes the change after the row of the user was written.
    fn applied(
        &mut self,
        registry: &Registry,
        entry: &ParsedEntry,
        key: UserKey,
        interpretation: &Interpretation,
    ) -> Result<()> {
        self.touched.insert(key);
        self.left.extend(interpretation.left.iter().cloned());
        for (attribute, value) in &interpretation.unread {
            self.unread.count(attribute, value);
        }
        let known = self.publisher.known_together(registry, &entry.staged)?;
        self.summary.certificates_skipped += known as u64;
        for (der, value) in entry.staged.certificates().zip(&entry.certificates).skip(known) {
            if self.publisher.publish(registry, key, &interpretation.fields, der, value)? {
                self.summary.certificates_published += 1;
            } else {
                self.summary.certificates_skipped += 1;
            }
        }
        Ok(())
    }
}

/// The name of the stored user's pool, if the entry has a pool but no home server.
pub(crate) fn stored_pool(registry: &Registry, entry: &ParsedEntry, key: UserKey) -> Result<Option<String>> {
    let attributes = &entry.staged.attributes;
    let mut pool = None;
    if attributes.values_of(names::REGISTRAR_POOL).is_some()
        && attributes.values_of(names::HOME_SERVER).map_or(true, |values| values.is_empty())
    {
        registry.user(key, &mut |row| pool = row.registrar_pool.map(str::to_owned))?;
    }
    Ok(pool)
}

/// Staged users that cannot be read back.
fn unreadable(error: io::Error) -> Error {
    Error::unavailable(
        std::env::temp_dir().display().to_string(),
        format!("the staged input cannot be read back ({})", error),
    )
}
