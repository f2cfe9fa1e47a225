//! LDIF (RFC 2849): a push parser from bytes to entries.
//!
//! Bytes pass through three stages: `encoding` converts them to UTF-8, `lines` unfolds lines, `records`
//! builds entries from lines.

mod attribute_line;
mod encoding;
mod error;
mod limits;
mod lines;
#[cfg(test)]
mod properties;
mod records;
#[cfg(test)]
mod tests;

use super::entry::Entry;

use encoding::Decoder;
use limits::LdifLimits;
use lines::Unfolder;
use records::RecordBuilder;

pub use error::{EndInDoubt, LdifError, LdifErrorKind};

/// Parses the content records of an export: pieces of any size, with memory limited by one entry.
///
/// RFC 2849, and what exports contain in practice: any line ends, UTF-8 and UTF-16 byte order marks, plain values that are
/// not ASCII, no final line end, and the output of ldapsearch around entries (`search:`, `result:`, `ref:`, comments).
/// A `result:` other than success is an error, because entries are missing. Change records that add an entry
/// (`changetype: add`, as ldifde writes each) are that entry; other change records and values by URL are refused. A
/// refused entry is reported once, at the line of the error; reading continues after the next blank line.
///
/// Blanks at the end of plain values are kept and those at the start removed, as in the RFC; they need not be UTF-8.
/// Distinguished names must be UTF-8 but are not parsed here.
#[derive(Debug)]
pub struct LdifParser {
    decoder: Decoder,
    lines: Unfolder,
    records: RecordBuilder,
}

impl LdifParser {
    fn new(limits: LdifLimits) -> Self {
        Self {
            decoder: Decoder::default(),
            lines: Unfolder::new(limits.line_length),
            records: RecordBuilder::new(limits),
        }
    }

    /// Parses the next piece of the export and passes every complete or refused entry to `sink`.
    pub fn push(&mut self, chunk: &[u8], sink: &mut dyn FnMut(Result<&Entry, LdifError>)) {
        let Self { decoder, lines, records } = self;
        decoder.push(chunk, &mut |utf8| lines.push(utf8, &mut |event| records.take(event, sink)));
    }

    /// Finishes the export: the last entry needs no blank line after it, but without one it may be truncated. The parser is
    /// then reset.
    pub fn finish(&mut self, sink: &mut dyn FnMut(Result<&Entry, LdifError>)) -> Option<EndInDoubt> {
        let Self { decoder, lines, records } = self;
        let whole = decoder.finish(&mut |utf8| lines.push(utf8, &mut |event| records.take(event, sink)));
        let last_line = lines.number();
        let has_line_end = lines.is_at_line_start();
        lines.finish(&mut |event| records.take(event, sink));
        if !whole {
            records.refuse(last_line, LdifErrorKind::TruncatedUtf16, sink);
        }
        records.finish(has_line_end, sink)
    }
}

impl Default for LdifParser {
    fn default() -> Self {
        Self::new(LdifLimits::default())
    }
}
