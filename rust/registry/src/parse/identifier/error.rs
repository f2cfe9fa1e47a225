//! Why a text is no thumbprint or serial number.

use thiserror::Error;

/// Why a text names no certificate.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IdentifierError {
    /// A character that is not a hexadecimal digit and no separator.
    #[error("{character:?} is not a hexadecimal digit")]
    NotHexadecimal {
        /// The first such character.
        character: char,
    },
    /// A thumbprint of another length than SHA-1's or SHA-256's.
    #[error(
        "a thumbprint has 40 hexadecimal digits (SHA-1) or 64 (SHA-256); this one has {}",
        if *.digits > 64 { String::from("more") } else { .digits.to_string() }
    )]
    ThumbprintLength {
        /// The digits counted; counting ends after 64.
        digits: usize,
    },
    /// A serial number without digits.
    #[error("a serial number needs at least one hexadecimal digit")]
    EmptySerialNumber,
}
