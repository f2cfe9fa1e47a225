//! Matching of entries with stored users.

use crate::error::Result;
use crate::model::guid::Guid;
use crate::parse::distinguished_name::DistinguishedName;
use crate::registry::Registry;

use super::parsed_entry::{EntryIdentity, ParsedEntry, Refusal};
use super::stored_user::Stored;
use super::Application;

impl Application {
    /// The stored user that an entry describes, if there is one; the inner error is a sentence that says why that is undecidable.
    pub(crate) fn match_stored<'e>(
        &mut self,
        registry: &Registry,
        entry: &'e ParsedEntry,
        identity: &EntryIdentity,
    ) -> Result<std::result::Result<Option<Stored<'e>>, Refusal>> {
        if self.is_certainly_new(identity) {
            return Ok(Ok(None));
        }
        let guid = identity.guid;
        if let Some(guid) = guid {
            // Most entries of a repeated export are unchanged.
            let expected = match &entry.new {
                Some(Ok(new)) => Some(&new.interpretation.fields),
                _ => None,
            };
            if let Some(stored) = Stored::with_guid(registry, guid, expected, &mut self.user_keys)? {
                return Ok(Ok(Some(stored)));
            }
        }
        let name = match &identity.name {
            Some(name) => name,
            None => return Ok(Ok(None)),
        };
        let mut matches = self.holders_without_better(registry, guid, name)?;
        if matches.len() > 1 {
            return Ok(Err(format!(
                "{} users have its distinguished name, and it has no objectGUID to tell them apart",
                matches.len()
            )));
        }
        Ok(Ok(matches.pop()))
    }

    /// The users in the directory with a distinguished name whom an entry can describe: the name decides only if one side has no
    /// `objectGUID`.
    pub(crate) fn holders_without_better(
        &self,
        registry: &Registry,
        guid: Option<Guid>,
        name: &DistinguishedName,
    ) -> Result<Vec<Stored<'static>>> {
        let mut holders = Vec::new();
        for key in registry.live_users_at(name)? {
            let holder = Stored::read(registry, key)?;
            let was_replaced = self.displaced.contains(&key) && !self.touched.contains(&key);
            let is_other = was_replaced || self.deleted.contains(&key);
            if (guid.is_none() || holder.fields.object_guid.is_none()) && !is_other {
                holders.push(holder);
            }
        }
        Ok(holders)
    }

    /// Whether it is known without a query that no stored user has the `objectGUID` or the distinguished name of an entry: if there
    /// was no user before this import, all users were added by it. No two applied entries have the same `objectGUID`, nor,
    /// both with or both without one, the same distinguished name (see `Contradictions`).
    pub(crate) fn is_certainly_new(&self, identity: &EntryIdentity) -> bool {
        self.had_no_user && !identity.is_named_elsewhere
    }
}
