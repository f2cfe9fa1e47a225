//! Hexadecimal digits as they are given.

use super::IdentifierError;

/// The value of one hexadecimal digit.
///
/// # Errors
/// [`IdentifierError::NotHexadecimal`] if it is none. Only ASCII digits count: full-width digits come from no tool.
pub(super) fn digit(character: char) -> Result<u8, IdentifierError> {
    // A digit of base 16 always fits the byte.
    character.to_digit(16).map(|value| value as u8).ok_or(IdentifierError::NotHexadecimal { character })
}

/// Whether a character stands between digits in what tools print and dialogs copy, and means nothing: blanks, openssl's
/// colons, and the invisible marks (U+200E first of all) that Windows' certificate dialog puts on the clipboard.
pub(super) fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            ':' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{FEFF}'
        )
}
