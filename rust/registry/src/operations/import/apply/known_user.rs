//! The effect of an entry on a stored user.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::model::user::UserFields;
use crate::parse::distinguished_name::DistinguishedName;

use super::parsed_entry::{EntryIdentity, ParsedEntry, Refusal};
use super::stored_user::Stored;
use super::user_fields::{Interpretation, Interpreter};

/// A stored user and its new fields.
pub(crate) struct KnownUser<'e> {
    pub stored: Stored<'e>,
    pub interpretation: Cow<'e, Interpretation>,
    pub name: Cow<'e, DistinguishedName>,
    /// Whether the entry has a distinguished name: without one it displaces no other user.
    pub takes_name: bool,
}

impl<'e> KnownUser<'e> {
    /// The effect of `entry`, with this `identity`, on `stored`, who is in `pool` if that matters.
    ///
    /// # Errors
    /// Why the entry cannot be imported, as a sentence.
    pub(crate) fn of(
        entry: &'e ParsedEntry,
        identity: &'e EntryIdentity,
        stored: Stored<'e>,
        seen: &HashSet<String>,
        pool: Option<String>,
    ) -> Result<KnownUser<'e>, Refusal> {
        let name = match &identity.name {
            Some(name) => Cow::Borrowed(name),
            None => DistinguishedName::parse(&stored.fields.distinguished_name)
                .map(Cow::Owned)
                .map_err(|error| format!("its stored distinguished name is damaged: {}", error))?,
        };
        let interpretation = match &entry.new {
            // Stored values matter only for absent attributes, and for these there are none.
            Some(Ok(new)) if stored.is_as_expected() || new.interpretation.fields == *stored.fields => {
                Cow::Borrowed(&new.interpretation)
            }
            _ => {
                let interpreter = Interpreter::new(&entry.staged, seen).in_pool(pool);
                Cow::Owned(interpreter.fields(identity.guid, &name, Some(&stored.fields))?)
            }
        };
        Ok(KnownUser { stored, interpretation, name, takes_name: identity.name.is_some() })
    }

    /// The new fields of the user.
    pub(crate) fn fields(&self) -> &UserFields<String> {
        &self.interpretation.fields
    }

    /// Whether the entry changes nothing.
    pub(crate) fn is_unchanged(&self) -> bool {
        self.stored.is_as_expected() || *self.stored.fields == self.interpretation.fields
    }

    /// Whether the user newly has its distinguished name, after a rename or after having been gone.
    pub(crate) fn moves(&self) -> bool {
        self.stored.gone || self.stored.fields.distinguished_name != self.fields().distinguished_name
    }
}
