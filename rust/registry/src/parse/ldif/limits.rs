//! Limits for one entry of an export.

/// The longest line after unfolding, in bytes: a value of 12 MiB in base64.
pub(super) const MAX_LINE_LENGTH: usize = 16 * 1024 * 1024;

/// The largest entry: the sum of its lines after unfolding, in bytes.
pub(super) const MAX_ENTRY_SIZE: usize = 64 * 1024 * 1024;

/// The largest number of attribute values in one entry.
pub(super) const MAX_ATTRIBUTES: usize = 100_000;

/// The largest number of options after one attribute's name. Directories write one or two.
pub(super) const MAX_OPTIONS: usize = 16;

/// The limits of an [`LdifParser`](super::LdifParser). An entry over a limit is refused, with memory bounded by the limits;
/// the next entries are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LdifLimits {
    /// See [`MAX_LINE_LENGTH`], the default.
    pub(super) line_length: usize,
    /// See [`MAX_ENTRY_SIZE`], the default.
    pub(super) entry_size: usize,
    /// See [`MAX_ATTRIBUTES`], the default.
    pub(super) attributes: usize,
}

impl Default for LdifLimits {
    fn default() -> Self {
        Self { line_length: MAX_LINE_LENGTH, entry_size: MAX_ENTRY_SIZE, attributes: MAX_ATTRIBUTES }
    }
}
