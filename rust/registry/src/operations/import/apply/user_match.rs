//! Which stored user an entry speaks of.

use crate::error::Result;
use crate::model::guid::Guid;
use crate::parse::distinguished_name::DistinguishedName;
use crate::registry::Registry;

use super::entry_meaning::{Meaning, Refusal, Whom};
use super::stored_user::Stored;
use super::Application;

impl Application {
    /// The stored user that an entry speaks of, if there is one; the inner error is a sentence that says why nobody can tell.
    pub(crate) fn match_stored<'e>(
        &mut self,
        registry: &Registry,
        entry: &'e Meaning,
        whom: &Whom,
    ) -> Result<std::result::Result<Option<Stored<'e>>, Refusal>> {
        if self.nobody_matches(whom) {
            return Ok(Ok(None));
        }
        let guid = whom.guid;
        if let Some(guid) = guid {
            // Most of an export that comes again says what the registry has.
            let expected = match &entry.new {
                Some(Ok(new)) => Some(&new.interpretation.fields),
                _ => None,
            };
            if let Some(stored) = Stored::with_guid(registry, guid, expected, &mut self.user_keys)? {
                return Ok(Ok(Some(stored)));
            }
        }
        let name = match &whom.name {
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

    /// The living users at a distinguished name that an entry may be: a name says who somebody is only where there is nothing
    /// better on one side.
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

    /// Whether it is known without asking that no stored user has an entry's `objectGUID` or its distinguished name: where there
    /// was nobody before this import, there is whom it has added. No two entries that are applied have one `objectGUID`, nor,
    /// both with or both without one, a distinguished name (see `Contradictions`).
    pub(crate) fn nobody_matches(&self, whom: &Whom) -> bool {
        self.had_no_user && !whom.is_named_elsewhere
    }
}
