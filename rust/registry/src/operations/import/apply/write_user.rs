//! Writing a user together with what it is found by.

use crate::error::Result;
use crate::model::domain::Domain;
use crate::model::names::NameHash;
use crate::model::user::UserFields;
use crate::model::words::words_of;
use crate::parse::distinguished_name::DistinguishedName;
use crate::parse::text::fold::account_key;
use crate::registry::Registry;

use super::entry_meaning::FoundBy;
use super::known_user::KnownUser;

/// Adds a user, which `found_by` finds; returns its key.
pub(crate) fn add(
    registry: &Registry,
    fields: &UserFields<String>,
    found_by: &FoundBy,
    domain: Option<&Domain>,
) -> Result<i64> {
    let store = registry.store();
    let key = store.add_user(fields, domain.and_then(|domain| domain.key))?;
    store.change_names(key, &[], &found_by.names)?;
    store.change_words(key, &[], &found_by.words)?;
    Ok(key)
}

/// Gives a stored user the fields that its entry makes; it is no longer gone.
pub(crate) fn change(registry: &Registry, known: &KnownUser<'_>, domain: Option<&Domain>) -> Result<()> {
    let (store, stored, fields) = (registry.store(), &known.stored, known.fields());
    store.change_user(stored.key, fields, domain.and_then(|domain| domain.key))?;
    let dns_name = domain.map(|domain| domain.dns_name.as_str());
    let old = names_of(registry, &stored.fields);
    let new = registry.hasher().of_user(fields, &known.name, dns_name);
    store.change_names(stored.key, &missing_from(&old, &new), &missing_from(&new, &old))?;
    let (old, new) = (words_of(&stored.fields), words_of(fields));
    store.change_words(stored.key, &missing_from(&old, &new), &missing_from(&new, &old))
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
