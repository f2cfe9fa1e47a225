//! Values in their stored form: different spellings of tools become the same.

use std::borrow::Cow;

use crate::model::attribute as names;
use crate::model::guid::Guid;

use super::extended_name::ExtendedName;
use super::sid;

/// Boolean attributes without a field.
const BOOLEANS: [&str; 2] = [names::FEDERATION_ENABLED, names::INTERNET_ACCESS_ENABLED];
/// GUID attributes without a field.
const GUIDS: [&str; 2] = [names::TENANT_ID, names::ROUTING_GROUP_ID];
/// The maximum length of the text of a Boolean.
const LONGEST_BOOLEAN: usize = 5;

/// The value without the prefix of an extended distinguished name, a security identifier or GUID as text, a Boolean as the directory
/// writes it.
pub(crate) fn normal<'v>(name: &str, value: &'v [u8]) -> Cow<'v, [u8]> {
    let is_one_of = |list: &[&str]| list.iter().any(|own| own.eq_ignore_ascii_case(name));
    if let Some(text) = sid::text_of_attribute(name, value) {
        return Cow::Owned(text.into_bytes());
    }
    if value.len() <= LONGEST_BOOLEAN && is_one_of(&BOOLEANS) {
        if let Some(known) = std::str::from_utf8(value).ok().and_then(boolean) {
            return Cow::Borrowed(if known { b"TRUE" } else { b"FALSE" });
        }
    }
    if is_one_of(&GUIDS) {
        if let Some(guid) = Guid::from_attribute(value) {
            return Cow::Owned(guid.to_string().into_bytes());
        }
    }
    if value.first() == Some(&b'<') {
        if let Ok(text) = std::str::from_utf8(value) {
            return Cow::Borrowed(ExtendedName::of(text).name.as_bytes());
        }
    }
    Cow::Borrowed(value)
}

/// RFC 4517 section 3.3.3, and the spellings of tools.
pub(crate) fn boolean(value: &str) -> Option<bool> {
    match value.trim() {
        v if v.eq_ignore_ascii_case("TRUE") || v == "1" => Some(true),
        v if v.eq_ignore_ascii_case("FALSE") || v == "0" => Some(false),
        _ => None,
    }
}
