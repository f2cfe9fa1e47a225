//! Applying what was staged: in steps, so that a console can show progress, and in one transaction.
//!
//! The order of the input does not matter. Entries that contradict each other are known before, and none of them is
//! believed. Users with an `objectGUID` come first and are matched by it; users without one are matched by distinguished
//! name against whoever is left. Who lost a distinguished name to another account is settled at the end, when it is known
//! who moved where.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::json;

use crate::audit::{Action, AuditEntry, Outcome};
use crate::completion::words_of;
use crate::directory::distinguished_name::DistinguishedName;
use crate::directory::guid::Guid;
use crate::error::{Error, Result};
use crate::identity::names::NameHash;
use crate::registry::Registry;
use crate::text::fold::account_key;
use crate::time::Microseconds;
use crate::user::UserFields;

use super::claims::Claims;
use super::domain::{Domain, NetBiosNames};
use super::interpret::{object_guid, Interpretation, Interpreter};
use super::stage::Input;
use super::staged::{StagedReader, StagedUser};
use super::{ImportSummary, Notice, NoticeContent, Severity};

/// An import that is being applied.
pub(super) struct Application {
    dry_run: bool,
    open: bool,
    now: Microseconds,
    /// The audit entry under which everything of this import stands.
    entry: i64,
    prune: bool,
    with_guid: StagedReader,
    without_guid: StagedReader,
    seen: HashSet<String>,
    sources: Vec<String>,
    netbios: NetBiosNames,
    domains: HashMap<String, Domain>,
    notices: Vec<Notice>,
    summary: ImportSummary,
    claims: Claims,
    /// Users to whom entries were applied.
    touched: HashSet<i64>,
    /// Users of whom the input holds entries that could not be taken: they are not gone.
    present: HashSet<i64>,
    /// Users whose distinguished name was given to another.
    displaced: BTreeSet<i64>,
    left: BTreeSet<String>,
    directory_changed: bool,
}

/// A user as the store has it.
struct Stored {
    key: i64,
    fields: UserFields<String>,
    gone: bool,
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
            sources: input.sources,
            netbios: input.netbios,
            domains: HashMap::new(),
            notices: input.notices,
            summary: ImportSummary { total, ..input.summary },
            claims: input.claims,
            touched: HashSet::new(),
            present: HashSet::new(),
            displaced: BTreeSet::new(),
            left: BTreeSet::new(),
            directory_changed: false,
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
            self.directory_changed |= registry.store().put_pool(&key, &host)?;
        }
        // An export of the domains alone has no user that would bring them up.
        let heard: Vec<String> = self.netbios.domains().map(str::to_owned).collect();
        for dns_name in heard {
            self.settled(registry, &dns_name)?;
        }
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
        std::mem::take(&mut self.notices)
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
                self.notice(
                    staged,
                    Severity::Error,
                    NoticeContent::Error(Error::InvalidDirectoryEntry { reason }),
                );
                if self.prune {
                    let source = self.source(staged);
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

    fn match_stored(
        &self,
        registry: &Registry,
        guid: Option<Guid>,
        stated: Option<&DistinguishedName>,
    ) -> Result<std::result::Result<Option<Stored>, String>> {
        if let Some(guid) = guid {
            if let Some(key) = registry.store().user_key_of_guid(guid)? {
                return Ok(Ok(Some(self.stored(registry, key)?)));
            }
        }
        let name = match stated {
            Some(name) => name,
            None => return Ok(Ok(None)),
        };
        // A distinguished name says who somebody is only where there is nothing better on one side.
        let mut matches = Vec::new();
        for key in registry.live_users_at(name)? {
            let holder = self.stored(registry, key)?;
            let was_replaced = self.displaced.contains(&key) && !self.touched.contains(&key);
            if (guid.is_none() || holder.fields.object_guid.is_none()) && !was_replaced {
                matches.push(holder);
            }
        }
        if matches.len() > 1 {
            return Ok(Err(format!(
                "{} users have its distinguished name, and it has no objectGUID to tell them apart",
                matches.len()
            )));
        }
        Ok(Ok(matches.pop()))
    }

    fn stored(&self, registry: &Registry, key: i64) -> Result<Stored> {
        let mut stored = None;
        registry.store().user(key, &mut |row| {
            stored = Some(Stored { key, fields: owned(&row.fields), gone: row.gone_since.is_some() });
        })?;
        stored.ok_or_else(|| registry.damaged(format!("user {} is in an index and has no row", key)))
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
            Some(dns_name) => Some(self.domain(registry, &dns_name)?),
            None => None,
        };
        let store = registry.store();
        let hasher = registry.hasher();
        let domain_key = domain.as_ref().and_then(|domain| domain.key);
        let dns_name = domain.as_ref().map(|domain| domain.dns_name.as_str());
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
                store.change_user(stored.key, &new.fields, domain_key)?;
                let old_names = names_of(registry, &stored.fields);
                let new_names = hasher.of_user(&new.fields, name, dns_name);
                store.change_names(
                    stored.key,
                    &missing_from(&old_names, &new_names),
                    &missing_from(&new_names, &old_names),
                )?;
                let old_words = words_of(&stored.fields);
                let new_words = words_of(&new.fields);
                store.change_words(
                    stored.key,
                    &missing_from(&old_words, &new_words),
                    &missing_from(&new_words, &old_words),
                )?;
                stored.key
            }
            None => {
                self.summary.added += 1;
                let key = store.add_user(&new.fields, domain_key)?;
                store.change_names(key, &[], &hasher.of_user(&new.fields, name, dns_name))?;
                store.change_words(key, &[], &words_of(&new.fields))?;
                key
            }
        };
        self.touched.insert(key);
        self.left.extend(new.left);
        for warning in new.warnings {
            self.notice(staged, Severity::Warning, NoticeContent::Text(warning));
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

    /// The domain of that DNS name, added or renamed at its first use.
    fn domain(&mut self, registry: &Registry, dns_name: &str) -> Result<Domain> {
        let folded = account_key(dns_name);
        if let Some(domain) = self.domains.get(&folded) {
            return Ok(domain.clone());
        }
        let domain = self.settled(registry, dns_name)?;
        if domain.assumed {
            let text = format!(
                "The NetBIOS name of {} is not known; {} is assumed. Say it with -NetBiosName.",
                domain.dns_name, domain.netbios_name
            );
            self.notices.push(Notice {
                severity: Severity::Verbose,
                source: String::new(),
                position: 0,
                content: NoticeContent::Text(text),
            });
        }
        self.domains.insert(folded, domain.clone());
        Ok(domain)
    }

    /// The domain as the registry and what was heard have it; written where that is new.
    fn settled(&mut self, registry: &Registry, dns_name: &str) -> Result<Domain> {
        let stored = registry.store().domain(&account_key(dns_name))?;
        let mut domain = self.netbios.settle(dns_name, stored.clone());
        if stored.as_ref() != Some(&domain) {
            domain.key = Some(registry.store().put_domain(&domain)?);
            self.directory_changed = true;
        }
        Ok(domain)
    }

    fn finish(&mut self, registry: &Registry) -> Result<()> {
        let mut gone: Vec<(i64, &str)> = self
            .displaced
            .iter()
            .filter(|key| !self.touched.contains(key) && !self.present.contains(key))
            .map(|key| (*key, "another account has its distinguished name"))
            .collect();
        if self.prune {
            let mut absent = Vec::new();
            for domain in self.domains.values().filter_map(|domain| domain.key) {
                registry.store().live_users_of_domain(domain, &mut |key| {
                    if !self.touched.contains(&key) && !self.displaced.contains(&key) {
                        absent.push(key);
                    }
                })?;
            }
            absent.sort_unstable();
            gone.extend(absent.into_iter().map(|key| (key, "the directory no longer holds it")));
        }
        self.summary.removed = gone.len() as u64;
        if self.changed() {
            self.record_import(registry)?;
            let interrupter = registry.interrupter();
            for (key, reason) in gone {
                if interrupter.is_interrupted() {
                    return Err(Error::Interrupted);
                }
                self.mark_gone(registry, key, reason)?;
            }
        }
        self.warn_of_what_was_left();
        // Where nothing changed, nothing at all is written.
        if self.dry_run || !self.changed() {
            registry.store().rollback();
        } else {
            registry.store().commit()?;
        }
        self.open = false;
        self.summary.finished = true;
        Ok(())
    }

    fn changed(&self) -> bool {
        let s = &self.summary;
        s.added + s.updated + s.removed + s.certificates_published > 0 || self.directory_changed
    }

    fn record_import(&self, registry: &Registry) -> Result<()> {
        let s = &self.summary;
        let detail = json!({
            "sources": self.sources, "added": s.added, "updated": s.updated, "unchanged": s.unchanged,
            "removed": s.removed, "rejected": s.rejected, "certificatesPublished": s.certificates_published,
            "certificatesSkipped": s.certificates_skipped, "prune": self.prune,
        });
        let sequence = registry.record(AuditEntry {
            certificates: s.certificates_published,
            detail: Some(detail.to_string()),
            ..registry.audit_entry(Action::Import, Outcome::Succeeded)
        })?;
        if sequence == self.entry {
            Ok(())
        } else {
            Err(registry.damaged("the import's audit entry is not where its changes point to".to_owned()))
        }
    }

    fn mark_gone(&self, registry: &Registry, key: i64, reason: &str) -> Result<()> {
        let stored = self.stored(registry, key)?;
        let sequence = registry.record(AuditEntry {
            user_key: Some(key),
            user_name: Some(stored.fields.sip_address.unwrap_or(stored.fields.distinguished_name)),
            reason: Some(reason.to_owned()),
            ..registry.audit_entry(Action::Prune, Outcome::Succeeded)
        })?;
        registry.store().mark_gone(key, self.now, sequence)
    }

    fn warn_of_what_was_left(&mut self) {
        if self.left.is_empty() {
            return;
        }
        let names: Vec<&str> = self.left.iter().map(String::as_str).collect();
        let text = format!(
            "No LDIF entry of the input holds {}; what the registry has of it was left as it is. \
             Export these attributes too, so that changes of them arrive.",
            names.join(", ")
        );
        self.notices.push(Notice {
            severity: Severity::Warning,
            source: String::new(),
            position: 0,
            content: NoticeContent::Text(text),
        });
    }

    fn source(&self, staged: &StagedUser) -> String {
        self.sources.get(staged.source as usize).cloned().unwrap_or_default()
    }

    fn notice(&mut self, staged: &StagedUser, severity: Severity, content: NoticeContent) {
        let source = self.source(staged);
        self.notices.push(Notice { severity, source, position: staged.position, content });
    }
}

/// The hashes under which a stored user was found before.
fn names_of(registry: &Registry, fields: &UserFields<String>) -> Vec<NameHash> {
    match DistinguishedName::parse(&fields.distinguished_name) {
        Ok(name) => {
            let domain = name.dns_domain().map(|domain| account_key(&domain));
            registry.hasher().of_user(fields, &name, domain.as_deref())
        }
        Err(_) => Vec::new(),
    }
}

/// What of one sorted list is not in the other.
fn missing_from<T: Clone + Ord>(list: &[T], others: &[T]) -> Vec<T> {
    list.iter().filter(|item| others.binary_search(item).is_err()).cloned().collect()
}

fn owned(fields: &UserFields<&str>) -> UserFields<String> {
    let text = |value: Option<&str>| value.map(str::to_owned);
    UserFields {
        object_guid: fields.object_guid,
        distinguished_name: fields.distinguished_name.to_owned(),
        common_name: text(fields.common_name),
        display_name: text(fields.display_name),
        sam_account_name: text(fields.sam_account_name),
        user_principal_name: text(fields.user_principal_name),
        sip_address: text(fields.sip_address),
        home_server: text(fields.home_server),
        enabled: fields.enabled,
        user_account_control: fields.user_account_control,
        option_flags: fields.option_flags,
        line_uri: text(fields.line_uri),
        given_name: text(fields.given_name),
        surname: text(fields.surname),
        department: text(fields.department),
        title: text(fields.title),
        when_created: fields.when_created,
        when_changed: fields.when_changed,
        attributes: text(fields.attributes),
    }
}
