//! From objects of other tools to users.

use super::account_control::ACCOUNT_ENABLED;
use super::attribute as names;
use super::staged::{SourceKind, StagedUser};
use super::staged_attributes::StagedAttributes;

/// Properties whose presence says that `Enabled` is Get-CsUser's.
const OF_THE_SERVICE: [&str; 2] = ["SipAddress", "RegistrarPool"];

/// The user that an object describes by its properties.
pub(super) fn staged(source: u32, index: u64, properties: Vec<(String, Vec<Vec<u8>>)>) -> StagedUser {
    let of_the_service = properties
        .iter()
        .any(|(name, _)| OF_THE_SERVICE.iter().any(|property| property.eq_ignore_ascii_case(name)));
    let mut user = StagedUser {
        source,
        position: index,
        kind: SourceKind::Object,
        distinguished_name: String::new(),
        attributes: StagedAttributes::default(),
    };
    // An attribute under its own name goes before the same under a friendly one.
    let (own, friendly): (Vec<_>, Vec<_>) =
        properties.into_iter().partition(|(name, _)| names::of_property(name).eq_ignore_ascii_case(name));
    for (name, values) in own.into_iter().chain(friendly) {
        if names::NOT_ATTRIBUTES.iter().any(|other| other.eq_ignore_ascii_case(&name)) {
            continue;
        }
        let name = if name.eq_ignore_ascii_case(names::AMBIGUOUS_ENABLED) {
            if of_the_service { names::ENABLED } else { ACCOUNT_ENABLED }.to_owned()
        } else {
            names::of_property(&name).to_owned()
        };
        let mut values = values.into_iter().filter(|value| !value.is_empty());
        if name == names::DISTINGUISHED_NAME {
            if user.distinguished_name.is_empty() {
                let text = values.next().unwrap_or_default();
                user.distinguished_name = String::from_utf8(text).unwrap_or_default();
            }
        } else if user.attributes.values_of(&name).is_none() {
            user.attributes.add(&name);
            values.for_each(|value| user.attributes.add_value(&value));
        }
    }
    user
}
