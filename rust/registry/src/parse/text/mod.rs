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

/// The text with U+FFFD instead of U+0000, which not every store supports.
pub fn without_zero(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{FFFD}"))
    } else {
        Cow::Borrowed(text)
    }
}
