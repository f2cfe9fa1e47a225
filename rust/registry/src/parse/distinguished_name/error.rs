//! Errors of distinguished names.

use thiserror::Error;

use super::{MAX_LENGTH, MAX_RDNS};

/// Why a text is not a valid distinguished name. `at` is the byte offset from the start of the text, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DnError {
    /// The text is longer than [`MAX_LENGTH`] bytes.
    #[error("the distinguished name is longer than {MAX_LENGTH} bytes")]
    TooLong,
    /// The name has more than [`MAX_RDNS`] components.
    #[error("the distinguished name has more than {MAX_RDNS} components")]
    TooManyRdns,
    /// An attribute type is missing: there is nothing, a separator or a character that cannot start a type.
    #[error("expected an attribute type such as CN or 2.5.4.3 at position {at}")]
    MissingType {
        /// Where the type should start.
        at: usize,
    },
    /// The attribute type is neither a name (RFC 4512 `descr`) nor an object identifier (`numericoid`).
    #[error("the attribute type at position {at} is neither a name nor an object identifier")]
    InvalidType {
        /// Where the type starts.
        at: usize,
    },
    /// No `=` follows the attribute type.
    #[error("expected '=' at position {at}")]
    MissingEquals {
        /// Where it is expected.
        at: usize,
    },
    /// A backslash is followed by neither two hexadecimal digits nor a character that may be escaped.
    #[error("the backslash at position {at} is not followed by a character that can be escaped")]
    BadEscape {
        /// The position of the backslash.
        at: usize,
    },
    /// A quoted value has no closing quotation mark.
    #[error("the quotation mark at position {at} is not closed")]
    UnclosedQuote {
        /// The position of the opening mark.
        at: usize,
    },
    /// `#` is not followed by pairs of hexadecimal digits.
    #[error("'#' at position {at} is not followed by pairs of hexadecimal digits")]
    BadHex {
        /// The position of the `#`.
        at: usize,
    },
    /// Something other than a separator follows a quoted or hexadecimal value.
    #[error("expected a separator at position {at}")]
    MissingSeparator {
        /// Where it is expected.
        at: usize,
    },
    /// A value contains U+0000, which not every store supports. Active Directory has no such names.
    #[error("the value at position {at} contains U+0000")]
    ZeroCharacter {
        /// Where the value starts.
        at: usize,
    },
    /// The escaped bytes of a value are not valid UTF-8.
    #[error("the value at position {at} is not UTF-8")]
    NotUtf8 {
        /// Where the value starts.
        at: usize,
    },
}
