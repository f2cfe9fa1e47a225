//! Which stored user an entry speaks of.

use crate::directory::distinguished_name::DistinguishedName;
use crate::directory::guid::Guid;
use crate::error::Result;
use crate::registry::Registry;

use super::apply::Application;
use super::stored::Stored;

impl Application {
    /// The stored user that an entry speaks of, if there is one; the inner error is a sentence that says why nobody can tell.
    pub(super) fn match_stored(
        &self,
        registry: &Registry,
        guid: Option<Guid>,
        stated: Option<&DistinguishedName>,
    ) -> Result<std::result::Result<Option<Stored>, String>> {
        if let Some(guid) = guid {
            if let Some(key) = registry.store().user_key_of_guid(guid)? {
                return Ok(Ok(Some(Stored::read(registry, key)?)));
            }
        }
        let name = match stated {
            Some(name) => name,
            None => return Ok(Ok(None)),
        };
        // A distinguished name says who somebody is only where there is nothing better on one side.
        let mut matches = Vec::new();
        for key in registry.live_users_at(name)? {
            let holder = Stored::read(registry, key)?;
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
}
