//! Lines: where they end, and which of them are one folded line.

use memchr::memchr2;

/// What the lines of an export amount to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LineEvent<'a> {
    /// A line with its continuations, without line ends. Never empty, never a comment.
    Line {
        /// The line's number, from 1; of a folded line its first.
        number: u64,
        text: &'a [u8],
    },
    /// An empty line.
    Blank,
    /// A continuation where there is nothing to continue.
    NothingToContinue { number: u64 },
    /// A line over the limit. Its content was dropped.
    TooLong { number: u64 },
}

/// Joins folded lines and leaves comments out, from bytes in pieces of any size.
///
/// Source: RFC 2849 notes 2 (folding) and 3 (comments, which fold as well). A line ends with LF, CR LF or CR.
#[derive(Debug)]
pub(super) struct Unfolder {
    limit: usize,
    /// The line read now, from 1.
    number: u64,
    place: Place,
    /// The line that continuations would join.
    open: OpenLine,
    /// The number at which the open line started.
    open_number: u64,
    /// The open line's content.
    text: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    LineStart,
    /// At the start of a line, after a CR whose LF may still come.
    AfterCr,
    Within,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OpenLine {
    None,
    Content,
    /// A comment, or a line already reported: read over, continuations included.
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
        }
    }

    /// The line read now, from 1.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Reads the next piece.
    pub(super) fn push(&mut self, mut bytes: &[u8], emit: &mut dyn FnMut(LineEvent<'_>)) {
        while let Some(first) = bytes.first() {
            let used = match self.place {
                Place::Within => self.append(bytes, emit),
                Place::AfterCr if *first == b'\n' => {
                    self.place = Place::LineStart;
                    1
                }
                Place::LineStart | Place::AfterCr => self.start_line(*first, emit),
            };
            bytes = &bytes[used..];
        }
    }

    /// The end of the export: the last line needs no line end. Starts anew.
    pub(super) fn finish(&mut self, emit: &mut dyn FnMut(LineEvent<'_>)) {
        self.close(emit);
        self.place = Place::LineStart;
        self.number = 1;
    }

    /// Decides by its first byte what a line is, and says how many bytes that took.
    fn start_line(&mut self, first: u8, emit: &mut dyn FnMut(LineEvent<'_>)) -> usize {
        match first {
            b' ' => {
                if self.open == OpenLine::None {
                    emit(LineEvent::NothingToContinue { number: self.number });
                    self.open = OpenLine::Ignored;
                }
                self.place = Place::Within;
                1
            }
            b'\n' | b'\r' => {
                self.close(emit);
                emit(LineEvent::Blank);
                self.end_line(first);
                1
            }
            _ => {
                self.close(emit);
                self.open = if first == b'#' { OpenLine::Ignored } else { OpenLine::Content };
                self.open_number = self.number;
                self.place = Place::Within;
                0
            }
        }
    }

    /// Takes what belongs to the line, and says how many bytes that is, line end included.
    fn append(&mut self, bytes: &[u8], emit: &mut dyn FnMut(LineEvent<'_>)) -> usize {
        let end = memchr2(b'\n', b'\r', bytes);
        let content = &bytes[..end.unwrap_or(bytes.len())];
        if self.open == OpenLine::Content {
            if content.len() > self.limit - self.text.len() {
                self.open = OpenLine::Ignored;
                self.text.clear();
                emit(LineEvent::TooLong { number: self.open_number });
            } else {
                self.text.extend_from_slice(content);
            }
        }
        match end {
            Some(end) => {
                self.end_line(bytes[end]);
                end + 1
            }
            None => bytes.len(),
        }
    }

    fn end_line(&mut self, end: u8) {
        self.number += 1;
        self.place = if end == b'\r' { Place::AfterCr } else { Place::LineStart };
    }

    /// Hands the open line out: nothing continues it.
    fn close(&mut self, emit: &mut dyn FnMut(LineEvent<'_>)) {
        if self.open == OpenLine::Content {
            emit(LineEvent::Line { number: self.open_number, text: &self.text });
            self.text.clear();
        }
        self.open = OpenLine::None;
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
        assert_eq!(events(b"a\nb\r\nc\rd\r\r\n\ne", 9), ["1 a", "2 b", "3 c", "4 d", "-", "-", "7 e"]);
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
