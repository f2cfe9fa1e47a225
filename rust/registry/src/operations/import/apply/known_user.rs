//! What an entry makes of a user whom the registry has.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::model::user::UserFields;
use crate::parse::distinguished_name::DistinguishedName;

use super::entry_meaning::{Meaning, Refusal, Whom};
use super::stored_user::Stored;
use super::user_fields::{Interpretation, Interpreter};

/// A stored user, and what becomes of it.
pub(crate) struct KnownUser<'e> {
    pub stored: Stored<'e>,
    pub interpretation: Cow<'e, Interpretation>,
    pub name: Cow<'e, DistinguishedName>,
    /// Whether the entry says the distinguished name: who states none takes nobody's.
    pub takes_name: bool,
}

impl<'e> KnownUser<'e> {
    /// What `entry`, which speaks of `whom`, makes of `stored`, who is in that pool where it matters.
    ///
    /// # Errors
    /// A sentence that says why the entry cannot be taken.
    pub(crate) fn of(
        entry: &'e Meaning,
        whom: &'e Whom,
        stored: Stored<'e>,
        seen: &HashSet<String>,
        pool: Option<String>,
    ) -> Result<KnownUser<'e>, Refusal> {
        let name = match &whom.name {
            Some(name) => Cow::Borrowed(name),
            None => DistinguishedName::parse(&stored.fields.distinguished_name)
                .map(Cow::Owned)
                .map_err(|error| format!("its stored distinguished name is damaged: {}", error))?,
        };
        let interpretation = match &entry.new {
            // What is stored matters only where the entry says nothing, and there it is nothing, too.
            Some(Ok(new)) if stored.is_as_expected() || new.interpretation.fields == *stored.fields => {
                Cow::Borrowed(&new.interpretation)
            }
            _ => {
                let interpreter = Interpreter::new(&entry.staged, seen).in_pool(pool);
                Cow::Owned(interpreter.fields(whom.guid, &name, Some(&stored.fields))?)
            }
        };
        Ok(KnownUser { stored, interpretation, name, takes_name: whom.name.is_some() })
    }

    /// The user's fields as they will be.
    pub(crate) fn fields(&self) -> &UserFields<String> {
        &self.interpretation.fields
    }

    /// Whether the entry says nothing that the registry does not have.
    pub(crate) fn says_nothing_new(&self) -> bool {
        self.stored.is_as_expected() || *self.stored.fields == self.interpretation.fields
    }

    /// Whether the user comes to its distinguished name, from another or from being gone.
    pub(crate) fn moves(&self) -> bool {
        self.stored.gone || self.stored.fields.distinguished_name != self.fields().distinguished_name
    }
}
