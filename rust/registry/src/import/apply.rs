//! Applying what was staged: in steps, so that a console can show progress, and in one transaction.
//!
//! The order of the input does not matter. Entries that contradict each other are known before, and none of them is
//! believed. Users with an `objectGUID` come first and are matched by it; users without one are matched by distinguished
//! name against whoever is left. Who lost a distinguished name to another account is settled at the end, when it is known
//! who moved where.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::audit::Action;
use crate::directory::distinguished_name::DistinguishedName;
use crate::directory::guid::Guid;
use crate::error::{Error, Result};
use crate::registry::Registry;
use crate::time::Microseconds;

use super::claims::Claims;
use super::domains::Domains;
use super::input::Input;
use super::interpret::{object_guid, Interpretation, Interpreter};
use super::notices::Notices;
use super::staged::{StagedReader, StagedUser};
use super::stored::Stored;
use super::write_user;
use super::{ImportSummary, Notice, NoticeContent, Severity};

/// An import that is being applied.
pub(super) struct Application {
    pub(super) dry_run: bool,
    pub(super) open: bool,
    pub(super) now: Microseconds,
    /// The audit entry under which everything of this import stands.
    pub(super) entry: i64,
    pub(super) prune: bool,
    with_guid: StagedReader,
    without_guid: StagedReader,
    seen: HashSet<String>,
    pub(super) domains: Domains,
    pub(super) notices: Notices,
    pub(super) summary: ImportSummary,
    claims: Claims,
    /// Users to whom entries were applied.
    pub(super) touched: HashSet<i64>,
    /// Users of whom the input holds entries that could not be taken: they are not gone.
    pub(super) present: HashSet<i64>,
    /// Users whose distinguished name was given to another.
    pub(super) displaced: BTreeSet<i64>,
    pub(super) left: BTreeSet<String>,
    pub(super) pools_changed: bool,
}

impl Application {
    /// Starts the transaction.
    ///
    /// # Errors
    /// `PruneRefused`, before anything is written but the audit's note of it.
    pub(super) fn begin(registry: &Registry, input: Input, dry_run: bool) -> Result<Application> {
        let total = input.with_guid.count() + input.without_guid.count();
        if input.options.prune {
            let empty = (total == 0).then(|| "the input holds no user".to_owned());
            if let Some(reason) = input.prune_hindrance.or(empty) {
                let error = Error::PruneRefused { reason };
                if !dry_run {
                    registry.record_refusal(Action::Import, None, None, &error)?;
                }
                return Err(error);
            }
        }
        let staging = |error: std::io::Error| Error::RegistryUnavailable {
            location: std::env::temp_dir().display().to_string(),
            reason: format!("the staged input cannot be read back ({})", error),
        };
        let with_guid = input.with_guid.into_reader().map_err(staging)?;
        let without_guid = input.without_guid.into_reader().map_err(staging)?;
        registry.store().begin_import()?;
        let mut application = Application {
            dry_run,
            open: true,
            now: registry.now(),
            entry: 0,
            prune: input.options.prune,
            with_guid,
            without_guid,
            seen: input.seen,
            domains: Domains::new(input.netbios),
            notices: Notices::new(input.sources, input.notices),
            summary: ImportSummary { total, ..input.summary },
            claims: input.claims,
            touched: HashSet::new(),
            present: HashSet::new(),
            displaced: BTreeSet::new(),
            left: BTreeSet::new(),
            pools_changed: false,
        };
        if let Err(error) = application.prepare(registry, input.pools, &input.rejected) {
            application.abandon(registry);
            return Err(error);
        }
        Ok(application)
    }

    fn prepare(
        &mut self,
        registry: &Registry,
        mut pools: Vec<(String, String)>,
        rejected: &[(Option<Guid>, String)],
    ) -> Result<()> {
        self.entry = registry.next_entry()?;
        // Of two names for one pool, whichever came first, the first in the alphabet stands.
        pools.sort_by(|one, other| other.cmp(one));
        for (key, host) in pools.into_iter().collect::<BTreeMap<_, _>>() {
            self.pools_changed |= registry.store().put_pool(&key, &host)?;
        }
        self.domains.settle_heard(registry)?;
        for (guid, distinguished_name) in rejected {
            self.keep(registry, *guid, distinguished_name)?;
        }
        Ok(())
    }

    /// Notes that the input holds a user, although its entry could not be taken.
    fn keep(&mut self, registry: &Registry, guid: Option<Guid>, distinguished_name: &str) -> Result<()> {
        if let Some(guid) = guid {
            self.present.extend(registry.store().user_key_of_guid(guid)?);
        } else if let Ok(name) = DistinguishedName::parse(distinguished_name) {
            self.present.extend(registry.live_users_at(&name)?);
        }
        Ok(())
    }

    pub(super) fn take_notices(&mut self) -> Vec<Notice> {
        self.notices.take()
    }

    /// Undoes everything, unless it was finished.
    pub(super) fn abandon(&mut self, registry: &Registry) {
        if self.open {
            self.open = false;
            registry.store().rollback();
        }
    }

    /// Applies at most `limit` users. After an error everything is undone.
    pub(super) fn step(&mut self, registry: &Registry, limit: u64) -> Result<ImportSummary> {
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
            // The store ends what a transaction began; whether to go on is asked here, between users.
            if interrupter.is_interrupted() {
                return Err(Error::Interrupted);
            }
            let next = match self.with_guid.next_user() {
                Ok(None) => self.without_guid.next_user(),
                other => other,
            };
            let user = next.map_err(|error| Error::RegistryUnavailable {
                location: std::env::temp_dir().display().to_string(),
                reason: format!("the staged input cannot be read back ({})", error),
            })?;
            match user {
                Some(user) => self.take(registry, &user)?,
                None => {
                    self.finish(registry)?;
                    break;
                }
            }
        }
        Ok(self.summary)
    }

    fn take(&mut self, registry: &Registry, staged: &StagedUser) -> Result<()> {
        self.summary.processed += 1;
        match self.upsert(registry, staged)? {
            Ok(()) => Ok(()),
            Err(reason) => {
                self.summary.rejected += 1;
                self.keep(registry, object_guid(staged).ok().flatten(), &staged.distinguished_name)?;
                self.notices.of_entry(
                    staged,
                    Severity::Error,
                    NoticeContent::Error(Error::InvalidDirectoryEntry { reason }),
                );
                if self.prune {
                    let source = self.notices.source_of(staged);
                    let reason = format!("the entry at {}:{} was rejected", source, staged.position);
                    return Err(Error::PruneRefused { reason });
                }
                Ok(())
            }
        }
    }

    /// Adds or changes one user; the inner error is a sentence that says why its entry cannot be taken.
    fn upsert(
        &mut self,
        registry: &Registry,
        staged: &StagedUser,
    ) -> Result<std::result::Result<(), String>> {
        let guid = match object_guid(staged) {
            Ok(guid) => guid,
            Err(reason) => return Ok(Err(reason)),
        };
        let stated = match staged.distinguished_name.as_str() {
            "" => None,
            spelled => match DistinguishedName::parse(spelled) {
                Ok(name) => Some(name),
                Err(error) => return Ok(Err(format!("its distinguished name cannot be read: {}", error))),
            },
        };
        if let Some(reason) = self.claims.contradiction(guid, stated.as_ref()) {
            return Ok(Err(reason.to_owned()));
        }
        let stored = match self.match_stored(registry, guid, stated.as_ref())? {
            Ok(stored) => stored,
            Err(reason) => return Ok(Err(reason)),
        };
        let name = match (&stated, &stored) {
            (Some(name), _) => name.clone(),
            (None, Some(stored)) => match DistinguishedName::parse(&stored.fields.distinguished_name) {
                Ok(name) => name,
                Err(error) => return Ok(Err(format!("its stored distinguished name is damaged: {}", error))),
            },
            (None, None) => {
                return Ok(Err("it has no distinguished name, and no user has its objectGUID".to_owned()))
            }
        };
        let interpreted =
            Interpreter::new(staged, &self.seen).fields(guid, &name, stored.as_ref().map(|s| &s.fields));
        let interpretation = match interpreted {
            Ok(interpretation) => interpretation,
            Err(reason) => return Ok(Err(reason)),
        };
        match stored.as_ref().filter(|stored| self.touched.contains(&stored.key)) {
            // Said with its objectGUID before, and now without.
            Some(stored) if stored.fields == interpretation.fields => return Ok(Ok(())),
            Some(_) => {
                let reason = "the input holds this user more than once, with different content";
                return Ok(Err(reason.to_owned()));
            }
            None => {}
        }
        // Who states no distinguished name takes nobody's.
        self.apply_user(registry, staged, stored, interpretation, &name, stated.is_some())?;
        Ok(Ok(()))
    }

    fn apply_user(
        &mut self,
        registry: &Registry,
        staged: &StagedUser,
        stored: Option<Stored>,
        new: Interpretation,
        name: &DistinguishedName,
        takes_name: bool,
    ) -> Result<()> {
        let domain = match name.dns_domain() {
            Some(dns_name) => Some(self.domains.with_name(registry, &dns_name, &mut self.notices)?),
            None => None,
        };
        let moved = stored
            .as_ref()
            .map_or(true, |s| s.gone || s.fields.distinguished_name != new.fields.distinguished_name);
        if moved && takes_name {
            self.displaced.extend(registry.live_users_at(name)?);
        }
        let key = match &stored {
            Some(stored) if stored.fields == new.fields && !stored.gone => {
                self.summary.unchanged += 1;
                stored.key
            }
            Some(stored) => {
                self.summary.updated += 1;
                write_user::change(registry, stored, &new.fields, name, domain.as_ref())?;
                stored.key
            }
            None => {
                self.summary.added += 1;
                write_user::add(registry, &new.fields, name, domain.as_ref())?
            }
        };
        self.touched.insert(key);
        self.left.extend(new.left);
        for warning in new.warnings {
            self.notices.of_entry(staged, Severity::Warning, NoticeContent::Text(warning));
        }
        for der in &new.certificates {
            if registry.publish_from_directory(key, &new.fields, der, self.entry)? {
                self.summary.certificates_published += 1;
            } else {
                self.summary.certificates_skipped += 1;
            }
        }
        Ok(())
    }
}
