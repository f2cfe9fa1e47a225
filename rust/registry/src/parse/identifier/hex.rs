//! Hexadecimal digits in input.

use super::IdentifierError;

/// The value of one hexadecimal digit.
///
/// # Errors
/// [`IdentifierError::NotHexadecimal`] if it is not a digit. Only ASCII digits are accepted: no tool prints full-width ones.
pub(super) fn digit(character: char) -> Result<u8, IdentifierError> {
    // A digit of base 16 always fits the byte.
    character.to_digit(16).map(|value| value as u8).ok_or(IdentifierError::NotHexadecimal { character })
}

/// Whether a character is a separator in the output of tools and dialogs: blanks, openssl's
/// colons, and the invisible marks (mainly U+200E) that the certificate dialog of Windows puts on the clipboard.
pub(super) fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            ':' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{FEFF}'
        )
}
