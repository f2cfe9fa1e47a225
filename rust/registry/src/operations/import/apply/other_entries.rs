//! Entries that are not accounts, but can still match stored users; and deleted objects.

use crate::error::Result;
use crate::model::keys::UserKey;
use crate::operations::import::input::entry_kind::EntryKind;
use crate::registry::Registry;
use crate::store::Wanted;

use super::known_user::KnownUser;
use super::parsed_entry::{EntryIdentity, ParsedEntry};
use super::stored_user::Stored;
use super::Application;

impl Application {
    /// Counts an entry that is not a user.
    pub(crate) fn skip(&mut self, kind: EntryKind) {
        self.summary.ignored_entries += 1;
        *self.skipped.entry(kind).or_default() += 1;
    }

    /// Handles a deleted object. Its names are those of the Deleted Objects container, and its attributes are those that were kept
    /// after the deletion: the stored user is only marked as gone.
    pub(crate) fn take_deleted(&mut self, registry: &Registry, identity: &EntryIdentity) -> Result<()> {
        let mut found = false;
        for key in self.stored_keys(registry, identity)? {
            if !Stored::read(registry, key)?.gone {
                found = true;
                self.deleted.insert(key);
            }
        }
        if !found {
            self.skip(EntryKind::Deleted);
        }
        Ok(())
    }

    /// Handles a trace: an entry that adds no user. The user is present. Its attributes are applied after all other entries, and only if no
    /// other entry describes the user.
    pub(crate) fn take_trace(&mut self, registry: &Registry, entry: ParsedEntry) -> Result<()> {
        let kind = entry.staged.entry_kind;
        let keys = match &entry.identity {
            Ok(identity) => self.stored_keys(registry, identity)?,
            Err(_) => Vec::new(),
        };
        if keys.iter().all(|key| self.touched.contains(key)) {
            self.skip(kind);
        }
        self.present.extend(&keys);
        if let [key] = keys[..] {
            let same = |other: &Option<ParsedEntry>| {
                other.as_ref().map_or(false, |other| {
                    let (one, other) = (&entry.staged, &other.staged);
                    one.distinguished_name == other.distinguished_name && one.attributes == other.attributes
                })
            };
            match self.traces.get_mut(&key) {
                // Of two that differ, neither is applied.
                Some(other) if !same(other) => *other = None,
                Some(_) => {}
                None => drop(self.traces.insert(key, Some(entry))),
            }
        }
        Ok(())
    }

    /// Applies the traces.
    pub(crate) fn apply_traces(&mut self, registry: &Registry) -> Result<()> {
        for (key, entry) in std::mem::take(&mut self.traces) {
            if self.touched.contains(&key) || self.deleted.contains(&key) {
                continue;
            }
            let applied = match &entry {
                Some(entry) => self.apply_trace(registry, key, entry)?,
                None => false,
            };
            if !applied {
                self.summary.unchanged += 1;
            }
        }
        Ok(())
    }

    fn apply_trace(&mut self, registry: &Registry, key: UserKey, entry: &ParsedEntry) -> Result<bool> {
        let identity = match &entry.identity {
            Ok(identity) => identity,
            Err(_) => return Ok(false),
        };
        let stored = Stored::read(registry, key)?;
        match KnownUser::of(entry, identity, stored, &self.seen, None) {
            Ok(known) => self.change(registry, entry, identity, &known).map(|()| true),
            // Attributes that cannot be read are left unchanged.
            Err(_) => Ok(false),
        }
    }

    /// The stored users that an entry can describe: the one with its `objectGUID`; else those with its distinguished name, unless both
    /// have an `objectGUID`.
    fn stored_keys(&self, registry: &Registry, identity: &EntryIdentity) -> Result<Vec<UserKey>> {
        if self.had_no_user {
            return Ok(Vec::new());
        }
        if let Some(guid) = identity.guid {
            let mut keys = Vec::new();
            registry.users(Wanted::Guid(guid), &mut |user| keys.push(user.names.key))?;
            if !keys.is_empty() {
                return Ok(keys);
            }
        }
        match &identity.name {
            Some(name) => {
                let holders = self.holders_without_better(registry, identity.guid, name)?;
                Ok(holders.into_iter().map(|holder| holder.key).collect())
            }
            None => Ok(Vec::new()),
        }
    }
}
