//! From LDIF entries to users.

use std::collections::HashMap;

use crate::directory::entry::{AttributeValue, Entry};

use super::attribute as names;
use super::staged::{SourceKind, StagedAttribute, StagedUser};

/// Among this many attributes one is found by looking at each.
const FEW: usize = 32;

/// Whether an LDIF entry is a user account. Computers are users by inheritance, and contacts may have SIP addresses;
/// neither is an account that somebody signs in with. Exports of chosen attributes often leave `objectClass` out.
pub(super) fn is_user(entry: &Entry) -> bool {
    let mut classes =
        entry.values(names::OBJECT_CLASS).filter_map(|value| std::str::from_utf8(value).ok()).peekable();
    if classes.peek().is_some() {
        let (mut user, mut computer) = (false, false);
        for class in classes {
            user |= class.eq_ignore_ascii_case("user");
            computer |= class.eq_ignore_ascii_case("computer");
        }
        return user && !computer;
    }
    [names::SAM_ACCOUNT_NAME, names::USER_PRINCIPAL_NAME, names::SIP_ADDRESS, names::USER_ACCOUNT_CONTROL]
        .iter()
        .any(|name| entry.has(name))
}

/// The user that an entry describes.
pub(super) fn staged(source: u32, entry: Entry) -> StagedUser {
    let mut attributes: Vec<StagedAttribute> = Vec::with_capacity(entry.attributes.len());
    // What searching one by one would take too long for.
    let mut places: HashMap<String, usize> = HashMap::new();
    for AttributeValue { name, options, value } in entry.attributes {
        let name = name_with_options(name, &options);
        // Equal names nearly always follow each other.
        let place = match attributes.last() {
            Some(last) if last.name.eq_ignore_ascii_case(&name) => attributes.len() - 1,
            _ if attributes.len() < FEW => {
                let same = attributes.iter().position(|other| other.name.eq_ignore_ascii_case(&name));
                same.unwrap_or(attributes.len())
            }
            _ => {
                if places.is_empty() {
                    let known = attributes.iter().enumerate();
                    places.extend(known.map(|(place, other)| (other.name.to_ascii_lowercase(), place)));
                }
                *places.entry(name.to_ascii_lowercase()).or_insert(attributes.len())
            }
        };
        match attributes.get_mut(place) {
            Some(attribute) if value.is_empty() && attribute.values.is_empty() => {}
            Some(attribute) => attribute.values.push(value),
            // An empty value is no value: the attribute is cleared.
            None if value.is_empty() => attributes.push(StagedAttribute { name, values: Vec::new() }),
            None => attributes.push(StagedAttribute { name, values: vec![value] }),
        }
    }
    StagedUser {
        source,
        position: entry.line,
        kind: SourceKind::Ldif,
        distinguished_name: entry.distinguished_name,
        attributes,
    }
}

/// `;binary` and ranges say how a value travels, not which attribute it belongs to; languages do.
fn name_with_options(name: String, options: &[String]) -> String {
    let is_transfer = |option: &&String| {
        option.eq_ignore_ascii_case("binary")
            || option.get(..6).map_or(false, |start| start.eq_ignore_ascii_case("range="))
    };
    let kept: Vec<&String> = options.iter().filter(|option| !is_transfer(option)).collect();
    kept.into_iter().fold(name, |name, option| name + ";" + option)
}
