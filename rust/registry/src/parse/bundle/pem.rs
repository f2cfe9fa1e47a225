//! PEM blocks (RFC 7468, lax form): finding them in surrounding text.

use memchr::memmem::find;

/// The five hyphens with which every boundary starts and ends.
const HYPHENS: &[u8] = b"-----";
const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";

/// The longest label that makes a boundary. It also bounds the search for a boundary's end.
const MAX_LABEL: usize = 64;

/// One block of a PEM file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    /// The label after BEGIN: printable ASCII.
    pub(super) label: &'a str,
    /// The content between the boundaries; `None` if no END with the same label closes the block.
    pub(super) body: Option<&'a [u8]>,
    /// The line of the file (from 1) on which the block begins.
    pub(super) line: u64,
}

/// The text before a block, or after the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TextBetween<'a> {
    pub(super) text: &'a [u8],
    /// The line on which it begins.
    first_line: u64,
}

impl TextBetween<'_> {
    /// The line of an offset in it.
    pub(super) fn line(&self, offset: usize) -> u64 {
        self.first_line + count_line_feeds(&self.text[..offset])
    }
}

/// The blocks of a text, in their order. Every byte is read a bounded number of times.
pub(super) struct Blocks<'a> {
    text: &'a [u8],
    /// The position where the search continues.
    position: usize,
    /// The position up to which lines are counted, and the number of line feeds before it.
    counted: usize,
    line_feeds: u64,
    text_between: TextBetween<'a>,
}

impl<'a> Blocks<'a> {
    /// The blocks of a text in an encoding that includes ASCII.
    pub(super) fn new(text: &'a [u8]) -> Blocks<'a> {
        let text_between = TextBetween { text: &[], first_line: 1 };
        Blocks { text, position: 0, counted: 0, line_feeds: 0, text_between }
    }

    /// The text between the last two blocks; at the end, the text after the last one.
    pub(super) fn text_between(&self) -> TextBetween<'a> {
        self.text_between
    }

    /// The next BEGIN boundary: where it starts, and its label. The search continues after it.
    fn next_begin(&mut self) -> Option<(usize, &'a str)> {
        loop {
            let start = self.position + find(&self.text[self.position..], BEGIN)?;
            self.position = start + BEGIN.len();
            if let Some(label) = label(&self.text[self.position..]) {
                self.position += label.len() + HYPHENS.len();
                return Some((start, label));
            }
        }
    }

    /// The line number of an offset. Offsets must be in ascending order.
    fn line_of(&mut self, place: usize) -> u64 {
        self.line_feeds += count_line_feeds(&self.text[self.counted..place]);
        self.counted = place;
        self.line_feeds + 1
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Block<'a>;

    fn next(&mut self) -> Option<Block<'a>> {
        let from = self.position;
        let first_line = self.line_of(from);
        let begin = self.next_begin();
        let end = begin.map_or(self.text.len(), |(start, _)| start);
        self.text_between = TextBetween { text: &self.text[from..end], first_line };
        if begin.is_none() {
            self.position = end;
        }
        let (start, label) = begin?;
        let line = self.line_of(start);
        let rest = &self.text[self.position..];
        // Base64 has no hyphen: the next five hyphens end the block in any case.
        let length = find(rest, HYPHENS).unwrap_or(rest.len());
        let end = [END, label.as_bytes(), HYPHENS].concat();
        let body = if rest[length..].starts_with(&end) { Some(&rest[..length]) } else { None };
        // Without a matching END the search continues at this boundary, which can begin the next block.
        self.position += length + if body.is_some() { end.len() } else { 0 };
        Some(Block { label, body, line })
    }
}

fn count_line_feeds(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// The label at the start of the text, if there is one that ends with five hyphens.
fn label(text: &[u8]) -> Option<&str> {
    let text = &text[..text.len().min(MAX_LABEL + HYPHENS.len())];
    let label = &text[..find(text, HYPHENS)?];
    let is_label = !label.is_empty() && label.iter().all(|byte| matches!(byte, b' '..=b'~'));
    std::str::from_utf8(label).ok().filter(|_| is_label)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn blocks(text: &str) -> Vec<(&str, Option<&str>, u64)> {
        Blocks::new(text.as_bytes())
            .map(|block| (block.label, block.body.map(|body| std::str::from_utf8(body).unwrap()), block.line))
            .collect()
    }

    #[test]
    fn blocks_are_found_with_their_lines() {
        let text = "Subject: x\r\n-----BEGIN A-----\r\nMA==\r\n-----END A-----\r\nmore\n\n  -----BEGIN B C-----\n-----END B C-----";
        assert_eq!(blocks(text), [("A", Some("\r\nMA==\r\n"), 2), ("B C", Some("\n"), 7)]);
    }

    #[test]
    fn a_block_may_stand_on_one_line_and_the_next_behind_it() {
        let text = "-----BEGIN A-----MA==-----END A----------BEGIN A-----MQ==-----END A----- -----BEGIN A-----Mg==-----END A-----";
        assert_eq!(blocks(text), [("A", Some("MA=="), 1), ("A", Some("MQ=="), 1), ("A", Some("Mg=="), 1)]);
    }

    #[test]
    fn a_block_may_stand_behind_anything() {
        for before in ["x ", "# ", "\"", "\u{2013} ", "-----BEGIN -----"] {
            let text = format!("{before}-----BEGIN A-----\nMA==\n-----END A-----");
            assert_eq!(blocks(&text), [("A", Some("\nMA==\n"), 1)], "{text}");
        }
    }

    #[test]
    fn what_is_passed_over_is_told_with_its_lines() {
        let text = "one\ntwo-----BEGIN A-----\nMA==\n-----END A-----three\nfour";
        let mut blocks = Blocks::new(text.as_bytes());
        let mut passed = Vec::new();
        loop {
            let is_end = blocks.next().is_none();
            let over = blocks.text_between();
            passed.push((std::str::from_utf8(over.text).unwrap(), over.line(0), over.line(over.text.len())));
            if is_end {
                break;
            }
        }
        assert_eq!(passed, [("one\ntwo", 1, 2), ("three\nfour", 4, 5)]);
        assert_eq!((blocks.next(), blocks.text_between().text), (None, &b""[..]));
    }

    #[test]
    fn a_block_without_its_end_does_not_hide_the_next() {
        let text = "-----BEGIN A-----\nMA==\n-----BEGIN B-----\nMQ==\n-----END B-----\n";
        assert_eq!(blocks(text), [("A", None, 1), ("B", Some("\nMQ==\n"), 3)]);
        let mismatch = "-----BEGIN A-----\nMA==\n-----END C-----\n-----BEGIN B-----\n-----END B-----\n";
        assert_eq!(blocks(mismatch), [("A", None, 1), ("B", Some("\n"), 4)]);
        assert_eq!(blocks("-----BEGIN A-----\nMA=="), [("A", None, 1)]);
        assert_eq!(blocks("-----BEGIN A-----\nMA==\n-----END A----"), [("A", None, 1)]);
    }

    #[test]
    fn labels_are_short_and_printable() {
        assert_eq!(blocks("-----BEGIN -----\n-----END -----"), []);
        assert_eq!(blocks("-----BEGIN A\n-----\n"), []);
        assert_eq!(blocks("-----BEGIN \u{1b}[2J-----\n"), []);
        let longest = "A".repeat(MAX_LABEL);
        assert_eq!(blocks(&format!("-----BEGIN {longest}-----")).len(), 1);
        assert_eq!(blocks(&format!("-----BEGIN A{longest}-----")), []);
    }

    proptest! {
        #[test]
        fn any_order_of_pieces_ends(pieces in proptest::collection::vec(0usize..8, 0..40)) {
            const PIECES: [&str; 8] =
                ["-----BEGIN ", "-----END ", "-----", "A", "\n", " ", "-", "-----BEGIN A-----"];
            let text: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
            for block in Blocks::new(text.as_bytes()) {
                prop_assert!(block.line >= 1);
            }
        }
    }
}
