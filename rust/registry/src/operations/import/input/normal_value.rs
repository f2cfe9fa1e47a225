//! Values as the registry keeps them: what tools write in several ways is the same in each.

use std::borrow::Cow;

use crate::parse::extended_name::ExtendedName;
use crate::parse::sid;

/// The value without what stands before a distinguished name, and a security identifier as text.
pub(crate) fn normal<'v>(name: &str, value: &'v [u8]) -> Cow<'v, [u8]> {
    if let Some(text) = sid::text_of_attribute(name, value) {
        return Cow::Owned(text.into_bytes());
    }
    if value.first() == Some(&b'<') {
        if let Ok(text) = std::str::from_utf8(value) {
            return Cow::Borrowed(ExtendedName::of(text).name.as_bytes());
        }
    }
    Cow::Borrowed(value)
}
