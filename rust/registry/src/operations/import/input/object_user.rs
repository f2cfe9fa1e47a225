//! From objects of other tools to users.

use std::collections::HashSet;

use crate::model::account_control::ACCOUNT_ENABLED;
use crate::model::attribute as names;
use crate::parse::attribute_value::normal;
use crate::parse::extended_name::ExtendedName;

use super::entry_kind::{entry_kind_of, EntryKind};
use super::spool::{SourceKind, SpooledUser};
use super::spooled_attributes::SpooledAttributes;
use super::state_guid;

/// Properties that show that `Enabled` is that of Get-CsUser.
const OF_THE_SERVICE: [&str; 2] = ["SipAddress", "RegistrarPool"];

/// The user described by the properties of an object.
pub(crate) fn staged(source: u32, index: u64, properties: Vec<(String, Vec<Vec<u8>>)>) -> SpooledUser {
    let of_the_service = properties
        .iter()
        .any(|(name, _)| OF_THE_SERVICE.iter().any(|property| property.eq_ignore_ascii_case(name)));
    let mut user = SpooledUser {
        source,
        position: index,
        kind: SourceKind::Object,
        entry_kind: EntryKind::Person,
        distinguished_name: String::new(),
        attributes: SpooledAttributes::default(),
    };
    // An attribute under its own name takes precedence over its friendly name.
    let (own, friendly): (Vec<_>, Vec<_>) =
        properties.into_iter().partition(|(name, _)| names::of_property(name).eq_ignore_ascii_case(name));
    let (mut known, mut guid_of_name) = (HashSet::new(), None);
    for (name, values) in own.into_iter().chain(friendly) {
        if names::NOT_ATTRIBUTES.iter().any(|other| other.eq_ignore_ascii_case(&name)) {
            continue;
        }
        let name = match name.eq_ignore_ascii_case(names::AMBIGUOUS_ENABLED) {
            true if of_the_service => names::ENABLED,
            true => ACCOUNT_ENABLED,
            false => names::of_property(&name),
        };
        let mut values = values.into_iter().filter(|value| !value.is_empty());
        if name == names::DISTINGUISHED_NAME {
            if user.distinguished_name.is_empty() {
                let text = String::from_utf8(values.next().unwrap_or_default()).unwrap_or_default();
                let ExtendedName { guid, name } = ExtendedName::of(&text);
                user.distinguished_name = name.to_owned();
                guid_of_name = guid;
            }
        } else if known.insert(name.to_ascii_lowercase()) {
            user.attributes.add(name);
            let is_class = name.eq_ignore_ascii_case(names::OBJECT_CLASS);
            for value in values {
                if is_class {
                    // AdFind and other tools join them.
                    let classes = value.split(|byte| *byte == b';').filter(|class| !class.is_empty());
                    classes.for_each(|class| user.attributes.add_value(class));
                } else {
                    user.attributes.add_value(&normal(name, &value));
                }
            }
        }
    }
    state_guid(&mut user, guid_of_name);
    user.entry_kind = entry_kind_of(&user.attributes);
    user
}
