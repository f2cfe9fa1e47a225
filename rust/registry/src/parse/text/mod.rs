//! Text as the directory compares it.

use std::borrow::Cow;

pub(crate) mod case;
#[cfg(test)]
pub(crate) mod every_char;
pub mod fold;
pub(crate) mod invisible;
pub(crate) mod width;

/// The start of a text: at most this many bytes, in whole characters.
pub fn start_of(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The bytes without blanks at the ends.
pub(crate) fn trimmed(bytes: &[u8], is_blank: impl Fn(&u8) -> bool) -> &[u8] {
    let start = bytes.iter().position(|byte| !is_blank(byte)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|byte| !is_blank(byte)).map_or(start, |last| last + 1);
    &bytes[start..end]
}

/// The text with U+FFFD instead of U+0000, which not every store supports.
pub fn without_zero(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{FFFD}"))
    } else {
        Cow::Borrowed(text)
    }
}
