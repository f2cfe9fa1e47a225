//! Errors of LDIF entries.

use thiserror::Error;

/// Why an entry was refused. The parser reports each refused entry once, skips to the next blank line and continues.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {kind}")]
pub struct LdifError {
    /// The line of the error, from 1; for a folded line its first.
    pub line: u64,
    /// The distinguished name of the entry, if it was read before the error.
    pub distinguished_name: Option<String>,
    /// The error.
    pub kind: LdifErrorKind,
}

/// The kinds of errors.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LdifErrorKind {
    /// A line has no colon, so it is not an attribute.
    #[error("the line is neither an attribute (name: value) nor a comment")]
    MissingColon,
    /// The text before the colon is not an attribute description (RFC 4512 section 2.5).
    #[error("the text before the colon is not a valid attribute name")]
    InvalidName,
    /// A value is given by its URL (RFC 2849 `:<`). No URL is ever opened.
    #[error("the value of {attribute} is given as a URL, which is never read; export the value itself")]
    UrlValue {
        /// The attribute's name.
        attribute: String,
    },
    /// The text after `::` is not valid base64 (RFC 4648 section 4, with padding).
    #[error("the value of {attribute} is not valid base64")]
    InvalidBase64 {
        /// The attribute's name.
        attribute: String,
    },
    /// A distinguished name that is not valid UTF-8.
    #[error("the distinguished name is not UTF-8")]
    DnNotUtf8,
    /// An entry that does not start with `dn:`.
    #[error("the entry does not start with 'dn:'")]
    MissingDn,
    /// `dn:` a second time within an entry.
    #[error("the entry has a second 'dn:' line; a blank line must separate entries")]
    SecondDn,
    /// A change record (RFC 2849 `changetype:`, `control:`) that does not plainly add an entry. Only entries with their
    /// content are read.
    #[error(
        "this is a change record (a changetype other than add, or a control), not an entry with its content; export the \
         entries"
    )]
    ChangeRecord,
    /// A version other than 1.
    #[error("the LDIF version is not 1, the only one that is supported")]
    UnsupportedVersion,
    /// A line that starts with a space where there is no line to continue.
    #[error("the line starts with a space, but there is no line before it to continue")]
    NothingToContinue,
    /// A line over [`LdifLimits::line_length`](super::LdifLimits::line_length).
    #[error("the line is longer than {limit} bytes")]
    LineTooLong {
        /// The limit.
        limit: usize,
    },
    /// An entry over [`LdifLimits::entry_size`](super::LdifLimits::entry_size).
    #[error("the entry is larger than {limit} bytes")]
    EntryTooLarge {
        /// The limit.
        limit: usize,
    },
    /// More values than [`LdifLimits::attributes`](super::LdifLimits::attributes).
    #[error("the entry has more than {limit} attribute values")]
    TooManyAttributes {
        /// The limit.
        limit: usize,
    },
    /// A line with a zero byte: the encoding changed within the line.
    #[error(
        "the line contains null bytes, as if text in UTF-16 had been appended to text in another encoding; convert \
         both to UTF-8 before joining them"
    )]
    MixedEncodings,
    /// UTF-16 text that ends within a character.
    #[error("the UTF-16 text ends in the middle of a character")]
    TruncatedUtf16,
    /// ldapsearch's closing `result:` line reports a failure: the export is incomplete.
    #[error("the search that made this export ended with LDAP result {code}, so the export is incomplete")]
    IncompleteSearch {
        /// The LDAP result code (RFC 4511 appendix A), such as 4, sizeLimitExceeded.
        code: u32,
    },
}

/// Why an export may be truncated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EndInDoubt {
    /// The last line has no line end.
    #[error("its last line has no line end")]
    WithinLine,
    /// Nothing follows the last entry.
    #[error("neither an empty line nor a search result follows its last entry")]
    WithinEntry,
}
