//! From LDIF entries to users.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::model::attribute as names;
use crate::parse::attribute_value::normal;
use crate::parse::entry::{AttributeValue, Entry};

use super::entry_kind::EntryKind;
use super::spool::{SourceKind, SpooledUser};
use super::spooled_attributes::SpooledAttributes;

/// Up to this many attributes are searched one by one.
const FEW: usize = 32;

/// The user that an entry describes. For entries that are not accounts of persons, only the attributes of traces are kept.
pub(crate) fn staged(
    source: u32,
    entry: &Entry,
    distinguished_name: &str,
    entry_kind: EntryKind,
) -> SpooledUser {
    let attributes = match entry_kind {
        EntryKind::Person => all_attributes(entry),
        EntryKind::Trace(_) => fields(entry, &names::WITH_A_FIELD),
        EntryKind::Deleted => fields(entry, &[names::OBJECT_GUID]),
    };
    SpooledUser {
        source,
        position: entry.line,
        // Attributes of other entries need not occur in a trace.
        kind: if entry_kind == EntryKind::Person { SourceKind::Ldif } else { SourceKind::Object },
        entry_kind,
        distinguished_name: distinguished_name.to_owned(),
        attributes,
    }
}

fn all_attributes(entry: &Entry) -> SpooledAttributes {
    let values = entry.attributes();
    let mut attributes = SpooledAttributes::with_room(values.len(), entry.size_of_values());
    let (mut last, mut has_value) = (None, false);
    for Value { place, name, value } in by_attribute(values) {
        if last != Some(place) {
            attributes.add(&name);
            (last, has_value) = (Some(place), false);
        }
        // An empty value is no value: the attribute is cleared.
        if has_value || !value.is_empty() {
            attributes.add_value(&normal(&name, value));
            has_value = true;
        }
    }
    attributes
}

fn fields(entry: &Entry, named: &[&str]) -> SpooledAttributes {
    let mut attributes = SpooledAttributes::default();
    for name in named {
        let mut values = entry.values(name).filter(|value| !value.is_empty()).peekable();
        if values.peek().is_some() {
            attributes.add(name);
            values.for_each(|value| attributes.add_value(&normal(name, value)));
        }
    }
    attributes
}

/// A value, the name of its attribute, and which attribute of the entry that is.
struct Value<'e> {
    place: usize,
    name: Cow<'e, str>,
    value: &'e [u8],
}

/// The values, those of one attribute side by side.
fn by_attribute<'e>(values: impl ExactSizeIterator<Item = AttributeValue<'e>>) -> Vec<Value<'e>> {
    let mut found: Vec<Value<'e>> = Vec::with_capacity(values.len());
    // The first value of each attribute.
    let mut firsts: Vec<usize> = Vec::with_capacity(values.len());
    // An index, where searching one by one would take too long.
    let mut places: HashMap<String, usize> = HashMap::new();
    for attribute in values {
        let name = name_with_options(&attribute);
        let is_same = |other: &Value<'e>| other.name.eq_ignore_ascii_case(&name);
        // Equal names are nearly always adjacent.
        let place = match found.last() {
            Some(last) if is_same(last) => last.place,
            _ if firsts.len() < FEW => {
                let same = firsts.iter().position(|first| is_same(&found[*first]));
                same.unwrap_or(firsts.len())
            }
            _ => {
                if places.is_empty() {
                    let known = firsts.iter().map(|first| &found[*first]);
                    places.extend(known.map(|first| (first.name.to_ascii_lowercase(), first.place)));
                }
                *places.entry(name.to_ascii_lowercase()).or_insert(firsts.len())
            }
        };
        if place == firsts.len() {
            firsts.push(found.len());
        }
        found.push(Value { place, name, value: attribute.value });
    }
    // Most are already in this order. Values of one attribute keep their order.
    found.sort_by_key(|value| value.place);
    found
}

/// `;binary` and ranges describe the transfer of a value, not the attribute; language tags are part of the attribute.
fn name_with_options<'e>(attribute: &AttributeValue<'e>) -> Cow<'e, str> {
    let is_transfer = |option: &&str| {
        option.eq_ignore_ascii_case("binary")
            || option.get(..6).map_or(false, |start| start.eq_ignore_ascii_case("range="))
    };
    let kept = attribute.options().filter(|option| !is_transfer(option));
    kept.fold(attribute.name.into(), |name, option| name + ";" + option)
}
