//! Errors of thumbprints and serial numbers.

use thiserror::Error;

/// Why a text is not a thumbprint or serial number.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IdentifierError {
    /// A character that is neither a hexadecimal digit nor a separator.
    #[error("{character:?} is not a hexadecimal digit")]
    NotHexadecimal {
        /// The first such character.
        character: char,
    },
    /// A thumbprint with a length other than that of SHA-1 or SHA-256.
    #[error("a thumbprint has 20 bytes (SHA-1) or 32 (SHA-256); this one has {bytes}")]
    ThumbprintLength {
        /// Its length.
        bytes: usize,
    },
    /// A serial number without digits.
    #[error("a serial number needs at least one hexadecimal digit")]
    EmptySerialNumber,
}
