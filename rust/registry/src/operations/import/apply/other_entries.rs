//! Entries that are no accounts, where they are stored users all the same; and what the directory has deleted.

use crate::error::Result;
use crate::model::keys::UserKey;
use crate::operations::import::input::entry_kind::EntryKind;
use crate::registry::Registry;
use crate::store::Wanted;

use super::entry_meaning::{Meaning, Whom};
use super::known_user::KnownUser;
use super::Application;

impl Application {
    /// Hears that an entry is no user.
    pub(crate) fn pass_over(&mut self, sort: EntryKind) {
        self.summary.ignored_entries += 1;
        *self.passed_over.entry(sort).or_default() += 1;
    }

    /// Hears of an object that the directory has deleted. Its names are those of the waste bin, and what it shows is what was left
    /// of it: the stored user is marked as gone, and no more.
    pub(crate) fn take_deleted(&mut self, registry: &Registry, whom: &Whom) -> Result<()> {
        let mut found = false;
        for key in self.stored_keys(registry, whom)? {
            if self.is_live(registry, key)? {
                found = true;
                self.deleted.insert(key);
            }
        }
        if !found {
            self.pass_over(EntryKind::Deleted);
        }
        Ok(())
    }

    /// Hears of an entry that nobody is made of. Who it is, is present. What it shows is applied once all is heard, and only if no
    /// other entry speaks of the user.
    pub(crate) fn take_trace(&mut self, registry: &Registry, entry: Meaning) -> Result<()> {
        let sort = entry.staged.sort;
        let keys = match &entry.whom {
            Ok(whom) => self.stored_keys(registry, whom)?,
            Err(_) => Vec::new(),
        };
        if keys.iter().all(|key| self.touched.contains(key)) {
            self.pass_over(sort);
        }
        self.present.extend(&keys);
        if let [key] = keys[..] {
            let same = |other: &Option<Meaning>| {
                other.as_ref().map_or(false, |other| {
                    let (one, other) = (&entry.staged, &other.staged);
                    one.distinguished_name == other.distinguished_name && one.attributes == other.attributes
                })
            };
            match self.traces.get_mut(&key) {
                // Of two that differ none is believed.
                Some(other) if !same(other) => *other = None,
                Some(_) => {}
                None => drop(self.traces.insert(key, Some(entry))),
            }
        }
        Ok(())
    }

    /// Applies what the traces show.
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

    fn apply_trace(&mut self, registry: &Registry, key: UserKey, entry: &Meaning) -> Result<bool> {
        let whom = match &entry.whom {
            Ok(whom) => whom,
            Err(_) => return Ok(false),
        };
        let stored = super::stored_user::Stored::read(registry, key)?;
        match KnownUser::of(entry, whom, stored, &self.seen, None) {
            Ok(known) => self.change(registry, entry, whom, &known).map(|()| true),
            // What cannot be read of it stays as it is.
            Err(_) => Ok(false),
        }
    }

    /// The stored users that an entry may be: the one with its `objectGUID`; else those at its distinguished name, unless both
    /// have an `objectGUID`.
    fn stored_keys(&self, registry: &Registry, whom: &Whom) -> Result<Vec<UserKey>> {
        if self.had_no_user {
            return Ok(Vec::new());
        }
        if let Some(guid) = whom.guid {
            let mut keys = Vec::new();
            registry.users(Wanted::Guid(guid), &mut |user| keys.push(user.names.key))?;
            if !keys.is_empty() {
                return Ok(keys);
            }
        }
        match &whom.name {
            Some(name) => {
                let holders = self.holders_without_better(registry, whom.guid, name)?;
                Ok(holders.into_iter().map(|holder| holder.key).collect())
            }
            None => Ok(Vec::new()),
        }
    }

    fn is_live(&self, registry: &Registry, key: UserKey) -> Result<bool> {
        super::stored_user::Stored::read(registry, key).map(|stored| !stored.gone)
    }
}
