//! What an entry makes of a user whom the registry has.

use std::collections::HashSet;

use crate::directory::distinguished_name::DistinguishedName;
use crate::user::UserFields;

use super::interpret::{Interpretation, Interpreter};
use super::prepare::{NewUser, Prepared, Refusal, Whom};
use super::stored::Stored;

/// A stored user, and what becomes of it.
pub(super) struct KnownUser {
    pub stored: Stored,
    pub interpretation: Interpretation,
    pub name: DistinguishedName,
    /// Whether the entry says the distinguished name: who states none takes nobody's.
    pub takes_name: bool,
}

impl KnownUser {
    /// What `entry`, which speaks of `whom`, makes of `stored`; `new` is what it would make of a new user.
    ///
    /// # Errors
    /// A sentence that says why the entry cannot be taken.
    pub(super) fn of(
        entry: &Prepared,
        whom: &Whom,
        stored: Stored,
        new: Option<Result<NewUser, Refusal>>,
        seen: &HashSet<String>,
    ) -> Result<KnownUser, Refusal> {
        let name = match &whom.name {
            Some(name) => name.clone(),
            None => DistinguishedName::parse(&stored.fields.distinguished_name)
                .map_err(|error| format!("its stored distinguished name is damaged: {}", error))?,
        };
        let interpretation = match new {
            // What is stored matters only where the entry says nothing, and there it is nothing, too.
            Some(Ok(new)) if new.interpretation.fields == stored.fields => new.interpretation,
            _ => Interpreter::new(&entry.staged, seen).fields(whom.guid, &name, Some(&stored.fields))?,
        };
        Ok(KnownUser { stored, interpretation, name, takes_name: whom.name.is_some() })
    }

    /// The user's fields as they will be.
    pub(super) fn fields(&self) -> &UserFields<String> {
        &self.interpretation.fields
    }

    /// Whether the entry says nothing that the registry does not have.
    pub(super) fn says_nothing_new(&self) -> bool {
        self.stored.fields == self.interpretation.fields
    }

    /// Whether the user comes to its distinguished name, from another or from being gone.
    pub(super) fn moves(&self) -> bool {
        self.stored.gone || self.stored.fields.distinguished_name != self.fields().distinguished_name
    }
}
