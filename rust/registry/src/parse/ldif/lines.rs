//! Lines: line ends, and unfolding.

use memchr::memchr2;

/// The events of reading lines.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LineEvent<'a> {
    /// An unfolded line, without line ends. Never empty, never a comment.
    Line {
        /// The line's number, from 1; of a folded line its first.
        number: u64,
        text: &'a [u8],
    },
    /// An empty line.
    Blank,
    /// A line of blanks only. It separates entries if a new one follows, and otherwise is an empty continuation.
    Blanks,
    /// A continuation without a line to continue.
    NothingToContinue { number: u64 },
    /// A line over the limit. Its content was dropped.
    TooLong { number: u64 },
}

/// Unfolds lines and skips comments, in pieces of any size.
///
/// Source: RFC 2849 notes 2 (folding) and 3 (comments, which fold as well). A line ends with LF, CR LF or CR, or with CR CR LF
/// if line ends were converted twice. Byte order marks at the start of lines, as in concatenated files, and Ctrl-Z, which
/// `copy` appends, are skipped.
#[derive(Debug)]
pub(super) struct Unfolder {
    limit: usize,
    /// The current line number, from 1.
    number: u64,
    place: Place,
    /// The line that a continuation would extend.
    open: OpenLine,
    /// The number at which the open line started.
    open_number: u64,
    /// The open line's content.
    text: Vec<u8>,
    /// Blanks that belong to the open line if it is continued; and whether a whole line was blank.
    blanks: Vec<u8>,
    has_blank_line: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    LineStart,
    /// At the start of a line, after a CR, before a possible LF.
    AfterCr,
    /// After two CR, before a possible LF that makes one line end of all three.
    AfterTwoCrs,
    /// Within a possible byte order mark at the start of a line: this many bytes of it.
    Mark(u8),
    /// Within the blanks at the start of a line.
    Blanks,
    Within,
}

/// U+FEFF.
const MARK: &[u8] = b"\xEF\xBB\xBF";
/// Ctrl-Z, which `copy` appends.
const CTRL_Z: u8 = 0x1A;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OpenLine {
    None,
    Content,
    /// A comment, or a line already reported: skipped, with its continuations.
    Ignored,
}

impl Unfolder {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            number: 1,
            place: Place::LineStart,
            open: OpenLine::None,
            open_number: 1,
            text: Vec::new(),
            blanks: Vec::new(),
            has_blank_line: false,
        }
    }

    /// The current line number, from 1.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Whether the last line has ended.
    pub(super) fn is_at_line_start(&self) -> bool {
        matches!(self.place, Place::LineStart | Place::AfterCr | Place::AfterTwoCrs)
    }

    /// Reads the next piece.
    pub(super) fn push(&mut self, mut bytes: &[u8], emit: &mut dyn FnMut(LineEvent<'_>)) {
        while let Some(first) = bytes.first() {
            let used = match self.place {
                Place::Within => self.append(bytes, emit),
                Place::AfterCr | Place::AfterTwoCrs if *first == b'\n' => {
                    self.place = Place::LineStart;
                    1
                }
                Place::AfterCr if *first == b'\r' => {
                    self.place = Place::AfterTwoCrs;
                    1
                }
                Place::AfterTwoCrs => {
                    // The second CR was a line of its own.
                    self.end_second_cr(emit);
                    0
                }
                Place::Mark(held) => self.mark(*first, held, emit),
                Place::Blanks => self.blank(*first, emit),
                Place::LineStart | Place::AfterCr => self.start_line(*first, emit),
            };
            bytes = &bytes[used..];
        }
    }

    /// The end of the export: the last line needs no line end. Resets.
    pub(super) fn finish(&mut self, emit: &mut dyn FnMut(LineEvent<'_>)) {
        match self.place {
            Place::AfterTwoCrs => self.end_second_cr(emit),
            Place::Mark(held) => self.begin(&MARK[..usize::from(held)], emit),
            Place::Blanks => self.end_blanks(emit),
            _ => {}
        }
        if self.text.last() == Some(&CTRL_Z) {
            self.text.pop();
        }
        self.close(emit);
        self.place = Place::LineStart;
        self.number = 1;
    }

    fn end_second_cr(&mut self, emit: &mut dyn FnMut(LineEvent<'_>)) {
        self.close(emit);
        emit(LineEvent::Blank);
        self.end_line(b'\r');
    }

    /// Decides by its first byte what a line is; returns the number of bytes used.
    fn start_line(&mut self, first: u8, emit: &mut dyn FnMut(LineEvent<'_>)) -> usize {
        match first {
            b' ' => {
                self.place = Place::Blanks;
                1
            }
            b'\n' | b'\r' => {
                self.close(emit);
                emit(LineEvent::Blank);
                self.end_line(first);
                1
            }
            CTRL_Z => 1,
            _ if first == MARK[0] => {
                self.place = Place::Mark(1);
                1
            }
            _ => {
                self.begin(&[], emit);
                if first == b'#' {
                    self.open = OpenLine::Ignored;
                }
                0
            }
        }
    }

    /// Starts a line with these bytes.
    fn begin(&mut self, start: &[u8], emit: &mut dyn FnMut(LineEvent<'_>)) {
        self.close(emit);
        self.open = OpenLine::Content;
        self.open_number = self.number;
        self.place = Place::Within;
        self.text.extend_from_slice(start);
    }

    fn mark(&mut self, byte: u8, held: u8, emit: &mut dyn FnMut(LineEvent<'_>)) -> usize {
        if byte != MARK[usize::from(held)] {
            self.begin(&MARK[..usize::from(held)], emit);
            return 0;
        }
        // After a complete mark the line starts as if there were none.
        self.place = if held == 2 { Place::LineStart } else { Place::Mark(held + 1) };
        1
    }

    /// Processes a byte after the blank of a continuation, while there are only blanks.
    fn blank(&mut self, byte: u8, emit: &mut dyn FnMut(LineEvent<'_>)) -> usize {
        match byte {
            b' ' | b'\t' => {
                if self.open == OpenLine::Content && self.blanks.len() < self.limit {
                    self.blanks.push(byte);
                }
                1
            }
            b'\n' | b'\r' => {
                self.end_blanks(emit);
                self.end_line(byte);
                1
            }
            _ => {
                if self.open == OpenLine::None {
                    emit(LineEvent::NothingToContinue { number: self.number });
                    self.open = OpenLine::Ignored;
                }
                self.has_blank_line = false;
                self.place = Place::Within;
                let blanks = std::mem::take(&mut self.blanks);
                self.append_content(&blanks, emit);
                0
            }
        }
    }

    /// The end of a line of blanks.
    fn end_blanks(&mut self, emit: &mut dyn FnMut(LineEvent<'_>)) {
        if self.open == OpenLine::None {
            emit(LineEvent::Blank);
        } else {
            self.has_blank_line = true;
        }
        self.place = Place::LineStart;
    }

    /// Reads the rest of the line; returns the number of bytes, including the line end.
    fn append(&mut self, bytes: &[u8], emit: &mut dyn FnMut(LineEvent<'_>)) -> usize {
        let end = memchr2(b'\n', b'\r', bytes);
        let content = &bytes[..end.unwrap_or(bytes.len())];
        self.append_content(content, emit);
        match end {
            Some(end) => {
                self.end_line(bytes[end]);
                end + 1
            }
            None => bytes.len(),
        }
    }

    fn append_content(&mut self, content: &[u8], emit: &mut dyn FnMut(LineEvent<'_>)) {
        if self.open != OpenLine::Content {
            return;
        }
        if content.len() > self.limit - self.text.len() {
            self.open = OpenLine::Ignored;
            self.text.clear();
            emit(LineEvent::TooLong { number: self.open_number });
        } else {
            self.text.extend_from_slice(content);
        }
    }

    fn end_line(&mut self, end: u8) {
        self.number += 1;
        self.place = if end == b'\r' { Place::AfterCr } else { Place::LineStart };
    }

    /// Emits the open line: it is not continued.
    fn close(&mut self, emit: &mut dyn FnMut(LineEvent<'_>)) {
        if self.open == OpenLine::Content {
            if self.text.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
                emit(LineEvent::Blank);
            } else {
                emit(LineEvent::Line { number: self.open_number, text: &self.text });
            }
            self.text.clear();
        }
        self.open = OpenLine::None;
        self.blanks.clear();
        if std::mem::take(&mut self.has_blank_line) {
            emit(LineEvent::Blanks);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events as text, for any size of piece.
    fn events(bytes: &[u8], limit: usize) -> Vec<String> {
        let read = |piece: usize| {
            let mut unfolder = Unfolder::new(limit);
            let mut events = Vec::new();
            let mut emit = |event: LineEvent<'_>| {
                events.push(match event {
                    LineEvent::Line { number, text } => format!("{number} {}", String::from_utf8_lossy(text)),
                    LineEvent::Blank => "-".to_owned(),
                    LineEvent::Blanks => "~".to_owned(),
                    LineEvent::NothingToContinue { number } => format!("{number} nothing"),
                    LineEvent::TooLong { number } => format!("{number} long"),
                })
            };
            bytes.chunks(piece).for_each(|chunk| unfolder.push(chunk, &mut emit));
            unfolder.finish(&mut emit);
            events
        };
        let whole = read(bytes.len().max(1));
        for piece in 1..bytes.len() {
            assert_eq!(read(piece), whole, "in pieces of {piece}");
        }
        whole
    }

    #[test]
    fn line_ends_may_be_mixed() {
        assert_eq!(
            events(b"a\nb\r\nc\rd\r\re\n\nf", 9),
            ["1 a", "2 b", "3 c", "4 d", "-", "6 e", "-", "8 f"]
        );
        assert_eq!(events(b"a\r\r\nb\r\r\n\r\r\nc\r\r\n", 9), ["1 a", "2 b", "-", "4 c"]);
        assert_eq!(events(b"a\r\r", 9), ["1 a", "-"]);
        assert_eq!(events(b"a\n", 9), ["1 a"]);
        assert_eq!(events(b"", 9), Vec::<String>::new());
        assert_eq!(events(b"\r\n\r\n", 9), ["-", "-"]);
    }

    #[test]
    fn folded_lines_are_joined() {
        assert_eq!(events(b"a\n b\r\n  c\r d\ne", 9), ["1 ab cd", "5 e"]);
        assert_eq!(events(b"a\n \n b", 9), ["1 ab"]);
        assert_eq!(events(b" a\n b\nc\n\n d", 9), ["1 nothing", "3 c", "-", "5 nothing"]);
    }

    #[test]
    fn lines_of_blanks_may_separate() {
        assert_eq!(events(b"a\n \ndn\n\t\nb\n  \t \n", 9), ["1 a", "~", "3 dn", "-", "5 b", "~"]);
        assert_eq!(events(b" \n\ta\n  ", 9), ["-", "2 \ta", "~"]);
        assert_eq!(events(b"# a\n \nb", 9), ["~", "3 b"]);
        // A continuation after it is unusual folding.
        assert_eq!(events(b"a\n   \n b", 9), ["1 a  b"]);
    }

    #[test]
    fn marks_of_joined_files_are_left_out() {
        assert_eq!(events(b"\xEF\xBB\xBFa\n\xEF\xBB\xBF\n\xEF\xBB\xBF\xEF\xBB\xBFb", 9), ["1 a", "-", "3 b"]);
        assert_eq!(events(b"\xEF\xBBa\n\xEF", 9), ["1 \u{FFFD}a", "2 \u{FFFD}"]);
        assert_eq!(events(b"a\n\x1A", 9), ["1 a"]);
        assert_eq!(events(b"a\x1A", 9), ["1 a"]);
        assert_eq!(events(b"a\x1Ab\n", 9), ["1 a\x1Ab"]);
    }

    #[test]
    fn comments_are_left_out_with_their_continuations() {
        assert_eq!(events(b"# a\n b\nc\n#d\n#\n e\nf", 9), ["3 c", "7 f"]);
        assert_eq!(events(b"#a very long comment\n and on\nb", 4), ["3 b"]);
    }

    #[test]
    fn long_lines_are_dropped() {
        assert_eq!(
            events(b"abcd\nabcde\n f\ng\nab\n cd\nab\n cde", 4),
            ["1 abcd", "2 long", "4 g", "5 abcd", "7 long"]
        );
    }
}
