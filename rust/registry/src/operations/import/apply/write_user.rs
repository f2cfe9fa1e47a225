//! Writing a user together with its index entries.

use crate::error::Result;
use crate::model::domain::Domain;
use crate::model::keys::UserKey;
use crate::model::names::NameHash;
use crate::model::user::UserFields;
use crate::model::words::words_of;
use crate::parse::distinguished_name::DistinguishedName;
use crate::parse::text::fold::account_key;
use crate::registry::Registry;
use crate::store::UserChange;

use super::known_user::KnownUser;
use super::parsed_entry::FoundBy;

/// Adds a user with the index entries `found_by`; returns its key.
pub(crate) fn add(
    registry: &Registry,
    fields: &UserFields<String>,
    found_by: &FoundBy,
    domain: Option<&Domain>,
) -> Result<UserKey> {
    registry.store().import().put_user(&UserChange {
        key: None,
        fields,
        domain: domain.and_then(|domain| domain.key),
        names: [&[], &found_by.names],
        words: [&[], &found_by.words],
    })
}

/// Updates a stored user; it is no longer gone.
pub(crate) fn change(registry: &Registry, known: &KnownUser<'_>, domain: Option<&Domain>) -> Result<()> {
    let (stored, fields) = (&known.stored, known.fields());
    let dns_name = domain.map(|domain| domain.dns_name.as_str());
    let old = names_of(registry, &stored.fields);
    let new = registry.hasher().of_user(fields, &known.name, dns_name);
    let (old_words, new_words) = (words_of(&stored.fields), words_of(fields));
    registry.store().import().put_user(&UserChange {
        key: Some(stored.key),
        fields,
        domain: domain.and_then(|domain| domain.key),
        names: [&missing_from(&old, &new), &missing_from(&new, &old)],
        words: [&missing_from(&old_words, &new_words), &missing_from(&new_words, &old_words)],
    })?;
    Ok(())
}

/// The previous hashes of a stored user.
fn names_of(registry: &Registry, fields: &UserFields<String>) -> Vec<NameHash> {
    match DistinguishedName::parse(&fields.distinguished_name) {
        Ok(name) => {
            let domain = name.dns_domain().map(|domain| account_key(&domain));
            registry.hasher().of_user(fields, &name, domain.as_deref())
        }
        Err(_) => Vec::new(),
    }
}

/// The elements of one sorted list that are not in the other.
fn missing_from<T: Clone + Ord>(list: &[T], others: &[T]) -> Vec<T> {
    list.iter().filter(|item| others.binary_search(item).is_err()).cloned().collect()
}
