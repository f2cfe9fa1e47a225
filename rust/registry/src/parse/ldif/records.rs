//! Records: grouping lines into entries, notices and refused records.

use crate::parse::entry::Entry;

use super::attribute_line::AttributeLine;
use super::error::{EndInDoubt, LdifError, LdifErrorKind};
use super::limits::LdifLimits;
use super::lines::LineEvent;

/// The receiver of entries and errors.
pub(super) type Sink<'a> = dyn FnMut(Result<&Entry, LdifError>) + 'a;

/// Builds entries from lines.
#[derive(Debug)]
pub(super) struct RecordBuilder {
    limits: LdifLimits,
    state: State,
    /// The current entry.
    entry: Entry,
    /// Whether there was any record.
    has_any: bool,
    /// Whether a blank line followed the last line.
    may_be_separated: bool,
}

#[derive(Debug)]
enum State {
    /// Before the first line of a record.
    Between,
    /// Within an entry, whose lines so far have this many bytes; `named_only` directly after its name, the only place where a
    /// change record can be recognized.
    Within { size: usize, named_only: bool },
    /// Within output of ldapsearch other than entries: its closing lines, or a referral.
    Notice,
    /// Within a record that was refused.
    Refused,
}

/// The first line of a record that is not an entry but can occur between entries: ldapsearch prints `search:` and `result:`
/// at the end unless it runs with -L, `ref:` for a part of the tree that another server holds.
const NOTICES: [&str; 3] = ["search", "result", "ref"];

/// The possible starts of a record.
const STARTS: [&str; 5] = ["dn", "version", "search", "result", "ref"];

fn is_named(line: &[u8], name: &str) -> bool {
    line.len() > name.len()
        && line[name.len()] == b':'
        && line[..name.len()].eq_ignore_ascii_case(name.as_bytes())
}

impl RecordBuilder {
    pub(super) fn new(limits: LdifLimits) -> Self {
        Self {
            limits,
            state: State::Between,
            entry: Entry::default(),
            has_any: false,
            may_be_separated: false,
        }
    }

    /// Processes the next line.
    pub(super) fn take(&mut self, event: LineEvent<'_>, sink: &mut Sink<'_>) {
        match event {
            LineEvent::Blank => self.end(sink),
            LineEvent::Blanks => self.may_be_separated = true,
            LineEvent::Line { number, text } => {
                self.separate(number, text, sink);
                if let Err(kind) = self.line(number, text) {
                    self.refuse(number, kind, sink);
                }
            }
            LineEvent::NothingToContinue { number } => {
                self.refuse(number, LdifErrorKind::NothingToContinue, sink);
            }
            LineEvent::TooLong { number } => {
                self.refuse(number, LdifErrorKind::LineTooLong { limit: self.limits.line_length }, sink);
            }
        }
    }

    /// Ends the record before a line that starts another one: after a line of blanks, as in concatenated and edited files; and
    /// after a refused record, so that the next entry is not lost with it.
    fn separate(&mut self, number: u64, text: &[u8], sink: &mut Sink<'_>) {
        let may_be_separated = std::mem::take(&mut self.may_be_separated);
        let starts_entry = || is_named(text, "dn");
        match self.state {
            State::Between => {}
            _ if may_be_separated && STARTS.iter().any(|name| is_named(text, name)) => self.end(sink),
            State::Within { .. } if starts_entry() => {
                self.refuse(number, LdifErrorKind::SecondDn, sink);
                self.end(sink);
            }
            State::Refused | State::Notice if starts_entry() => self.end(sink),
            _ => {}
        }
    }

    /// Ends the record, at a blank line or at the end of the export.
    pub(super) fn end(&mut self, sink: &mut Sink<'_>) {
        self.may_be_separated = false;
        if let State::Within { .. } = std::mem::replace(&mut self.state, State::Between) {
            sink(Ok(&self.entry));
        }
    }

    /// The end of the export, and whether it may be truncated.
    pub(super) fn finish(&mut self, has_line_end: bool, sink: &mut Sink<'_>) -> Option<EndInDoubt> {
        let is_within = matches!(self.state, State::Within { .. } | State::Refused) && !self.may_be_separated;
        self.end(sink);
        match (std::mem::take(&mut self.has_any), has_line_end) {
            (true, false) => Some(EndInDoubt::WithinLine),
            (true, true) if is_within => Some(EndInDoubt::WithinEntry),
            _ => None,
        }
    }

    /// Reports the record, unless it was already reported, and skips the rest of it.
    pub(super) fn refuse(&mut self, line: u64, kind: LdifErrorKind, sink: &mut Sink<'_>) {
        let distinguished_name = match std::mem::replace(&mut self.state, State::Refused) {
            State::Within { .. } => Some(std::mem::take(&mut self.entry.distinguished_name)),
            State::Between | State::Notice => None,
            State::Refused => return,
        };
        sink(Err(LdifError { line, distinguished_name, kind }));
    }

    fn line(&mut self, number: u64, text: &[u8]) -> Result<(), LdifErrorKind> {
        let Self { limits, state, entry, .. } = self;
        if !matches!(state, State::Refused) && memchr::memchr(0, text).is_some() {
            return Err(LdifErrorKind::MixedEncodings);
        }
        match state {
            State::Between => {
                self.has_any = true;
                *state = first_line(number, text, entry, limits)?;
                Ok(())
            }
            State::Within { size, named_only } => {
                let directly_after_name = std::mem::replace(named_only, false);
                further_line(text, entry, size, directly_after_name, limits)
            }
            State::Notice => notice_line(&AttributeLine::parse(text)?),
            State::Refused => Ok(()),
        }
    }
}

/// The first line of a record decides its type.
fn first_line(
    number: u64,
    text: &[u8],
    entry: &mut Entry,
    limits: &LdifLimits,
) -> Result<State, LdifErrorKind> {
    let line = AttributeLine::parse(text)?;
    if line.is("dn") {
        check_size(text.len(), limits)?;
        entry.clear();
        entry.distinguished_name = String::from_utf8(line.value()?).map_err(|_| LdifErrorKind::DnNotUtf8)?;
        entry.line = number;
        return Ok(State::Within { size: text.len(), named_only: true });
    }
    if line.is("version") {
        // The first entry can follow immediately. Concatenated exports also have the line in the middle.
        return if line.value()? == b"1" {
            Ok(State::Between)
        } else {
            Err(LdifErrorKind::UnsupportedVersion)
        };
    }
    if NOTICES.iter().any(|name| line.is(name)) {
        notice_line(&line)?;
        return Ok(State::Notice);
    }
    Err(LdifErrorKind::MissingDn)
}

/// A line after `dn:` is an attribute, unless it makes the record a change record (RFC 2849 `ldif-change-record`). A change record
/// that adds an entry contains only the attributes of that entry: ldifde writes every entry in this form.
fn further_line(
    text: &[u8],
    entry: &mut Entry,
    size: &mut usize,
    directly_after_name: bool,
    limits: &LdifLimits,
) -> Result<(), LdifErrorKind> {
    let line = AttributeLine::parse(text)?;
    if line.is("changetype") {
        let adds = directly_after_name && line.value()?.eq_ignore_ascii_case(b"add");
        return if adds { Ok(()) } else { Err(LdifErrorKind::ChangeRecord) };
    }
    // A control is directly after the name; further down it is an attribute with that name.
    if line.is("control") && directly_after_name {
        return Err(LdifErrorKind::ChangeRecord);
    }
    if entry.attributes().len() >= limits.attributes {
        return Err(LdifErrorKind::TooManyAttributes { limit: limits.attributes });
    }
    *size = size.saturating_add(text.len());
    check_size(*size, limits)?;
    line.add_to(entry)
}

fn check_size(size: usize, limits: &LdifLimits) -> Result<(), LdifErrorKind> {
    if size > limits.entry_size {
        return Err(LdifErrorKind::EntryTooLarge { limit: limits.entry_size });
    }
    Ok(())
}

/// A line of a notice matters only if it reports missing entries: `result: 4 Size limit exceeded`.
fn notice_line(line: &AttributeLine<'_>) -> Result<(), LdifErrorKind> {
    if !line.is("result") {
        return Ok(());
    }
    let value = line.value()?;
    let digits = value.split(|b| *b == b' ').next().unwrap_or_default();
    let code = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
    match code {
        Some(0) => Ok(()),
        Some(code) => Err(LdifErrorKind::IncompleteSearch { code }),
        None => Err(LdifErrorKind::MissingDn),
    }
}
