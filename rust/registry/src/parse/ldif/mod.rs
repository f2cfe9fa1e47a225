//! LDIF (RFC 2849): a push parser from bytes to entries.
//!
//! Bytes go through three small machines: `encoding` makes UTF-8 of them, `lines` unfolds lines, `records`
//! makes entries of lines.

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

/// Reads the content records of an export, as it comes: pieces of any size, in memory that one entry bounds.
///
/// RFC 2849 with what exports hold in practice: any line ends, UTF-8 and UTF-16 byte order marks, plain values that are
/// not ASCII, no final line end, and what ldapsearch prints around entries (`search:`, `result:`, `ref:`, comments).
/// A `result:` other than success is an error, since entries are missing then. Change records that add an entry
/// (`changetype: add`, as ldifde writes each) are that entry; other change records and values by URL are refused. A
/// refused entry is reported once, where its trouble starts; what follows the next blank line is read.
///
/// Plain values keep blanks at their end and lose those at their start, as the RFC says; they need not be UTF-8.
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

    /// Reads the next piece of the export and hands every entry that is complete, or refused, to `sink`.
    pub fn push(&mut self, chunk: &[u8], sink: &mut dyn FnMut(Result<&Entry, LdifError>)) {
        let Self { decoder, lines, records } = self;
        decoder.push(chunk, &mut |utf8| lines.push(utf8, &mut |event| records.take(event, sink)));
    }

    /// Reads the end of the export: the last entry needs no blank line after it, but without one it is in doubt. The parser is
    /// as new then.
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
