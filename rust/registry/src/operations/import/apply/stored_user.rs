//! Stored users, to be compared with the result of an entry.

use std::borrow::Cow;

use crate::error::Result;
use crate::model::guid::Guid;
use crate::model::keys::UserKey;
use crate::model::user::{UserFields, UserRow};
use crate::registry::Registry;
use crate::store::OneUser;

use super::predicted_keys::PredictedKeys;

/// A stored user.
pub(crate) struct Stored<'e> {
    pub key: UserKey,
    pub fields: Cow<'e, UserFields<String>>,
    pub gone: bool,
}

impl Stored<'_> {
    /// The user with this key.
    ///
    /// # Errors
    /// `RegistryCorrupt` if there is none: the key came from an index.
    pub(crate) fn read(registry: &Registry, key: UserKey) -> Result<Stored<'static>> {
        let mut stored = None;
        registry.store().user(OneUser::Key(key), &mut |row| stored = Some(Stored::of(row, None)))?;
        stored.ok_or_else(|| registry.damaged(format!("user {} is in an index and has no row", key)))
    }
}

impl<'e> Stored<'e> {
    /// The user with this `objectGUID`, if there is one, looked for first at the predicted key. If it equals `expected`, its fields
    /// are borrowed from there.
    ///
    /// # Errors
    /// Errors of the store.
    pub(crate) fn with_guid(
        registry: &Registry,
        guid: Guid,
        expected: Option<&'e UserFields<String>>,
        keys: &mut PredictedKeys,
    ) -> Result<Option<Stored<'e>>> {
        let mut stored = None;
        if let Some(key) = keys.next() {
            registry.store().user(OneUser::Key(UserKey(key)), &mut |row| {
                stored = (row.fields.object_guid == Some(guid)).then(|| Stored::of(row, expected));
            })?;
        }
        if stored.is_none() {
            registry
                .store()
                .user(OneUser::Guid(guid), &mut |row| stored = Some(Stored::of(row, expected)))?;
        }
        if let Some(stored) = &stored {
            keys.found(stored.key.0);
        }
        Ok(stored)
    }

    /// Whether it equals the expected fields.
    pub(crate) fn is_as_expected(&self) -> bool {
        matches!(self.fields, Cow::Borrowed(_))
    }

    fn of(row: &UserRow<'_>, expected: Option<&'e UserFields<String>>) -> Stored<'e> {
        let fields = match expected {
            Some(expected) if expected.map(String::as_str) == row.fields => Cow::Borrowed(expected),
            _ => Cow::Owned(row.fields.map(|text| (*text).to_owned())),
        };
        Stored { key: row.key, fields, gone: row.gone_since.is_some() }
    }
}
