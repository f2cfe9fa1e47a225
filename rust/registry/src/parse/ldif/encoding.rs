//! The encoding of an export: UTF-8, or UTF-16 by a byte order mark or by the start of a line.
//!
//! RFC 2849 defines UTF-8 only. But `>` in Windows PowerShell 5.1 writes UTF-16, `>>` appends it to existing content, `copy` and
//! `cat` concatenate anything, and editors put a mark before UTF-8. So the encoding is detected for each line: it starts with an ASCII character.

use memchr::{memchr3_iter, memmem};

/// Converts the bytes of an export, in pieces of any size, to UTF-8. Byte order marks of UTF-8 are kept at the start of their lines.
///
/// UTF-8 is passed unchanged, valid or not. Half a surrogate pair in UTF-16 becomes three bytes that are not valid UTF-8, so
/// that reading the value as text fails. If the encoding changes within a line, the line contains a zero byte, which
/// is not allowed in LDIF.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    encoding: Encoding,
    /// Bytes that could still be the start of something else.
    held: Vec<u8>,
}

#[derive(Debug)]
enum Encoding {
    /// UTF-8, or another encoding with single-byte ASCII.
    Bytes(Bytes),
    Utf16(Utf16),
}

impl Default for Encoding {
    fn default() -> Self {
        Encoding::Bytes(Bytes { last: b'\n' })
    }
}

/// What follows the decoded bytes.
enum Next {
    /// Nothing yet: this many bytes at the end are held back.
    More(usize),
    /// Another encoding, starting this many bytes before the end.
    Switch(Encoding, usize),
}

impl Decoder {
    /// Decodes the next piece.
    pub(super) fn push(&mut self, bytes: &[u8], out: &mut dyn FnMut(&[u8])) {
        if self.held.is_empty() {
            self.decode(bytes, false, out);
        } else {
            let mut joined = std::mem::take(&mut self.held);
            joined.extend_from_slice(bytes);
            self.decode(&joined, false, out);
        }
    }

    /// Emits the held-back bytes, and resets. False if UTF-16 ended within a character.
    pub(super) fn finish(&mut self, out: &mut dyn FnMut(&[u8])) -> bool {
        let held = std::mem::take(&mut self.held);
        self.decode(&held, true, out);
        match std::mem::take(self).encoding {
            Encoding::Bytes(_) => true,
            Encoding::Utf16(utf16) => utf16.is_whole(),
        }
    }

    fn decode(&mut self, mut bytes: &[u8], is_last: bool, out: &mut dyn FnMut(&[u8])) {
        loop {
            let next = match &mut self.encoding {
                Encoding::Bytes(state) => state.decode(bytes, is_last, out),
                Encoding::Utf16(state) => state.decode(bytes, is_last, out),
            };
            match next {
                Next::More(held) => {
                    self.held.extend_from_slice(&bytes[bytes.len() - held..]);
                    return;
                }
                Next::Switch(encoding, rest) => {
                    self.encoding = encoding;
                    bytes = &bytes[bytes.len() - rest..];
                }
            }
        }
    }
}

/// Text with single-byte ASCII.
#[derive(Debug)]
struct Bytes {
    /// The previous byte; a line end at the start.
    last: u8,
}

impl Bytes {
    fn decode(&mut self, bytes: &[u8], is_last: bool, out: &mut dyn FnMut(&[u8])) -> Next {
        let starts_line = |at: usize| {
            let before = if at == 0 { self.last } else { bytes[at - 1] };
            before == b'\n' || before == b'\r' && bytes[at] != b'\n'
        };
        let switch = |at: usize, skip: usize, read| {
            Some((at, Next::Switch(Encoding::Utf16(Utf16::new(read)), bytes.len() - at - skip)))
        };
        // These three do not occur in such text; and a line that begins with a byte and a zero is UTF-16 from its start.
        let found = memchr3_iter(0, 0xFE, 0xFF, bytes).find_map(|at| {
            let next = bytes.get(at + 1).copied();
            match (bytes[at], next) {
                (0, _) if at > 0 && starts_line(at - 1) && bytes[at - 1].is_ascii() && bytes[at - 1] != 0 => {
                    switch(at - 1, 0, u16::from_le_bytes)
                }
                _ if !starts_line(at) => None,
                (_, None) => Some((at, Next::More(if is_last { 0 } else { 1 }))),
                (0xFF, Some(0xFE)) => switch(at, 2, u16::from_le_bytes),
                (0xFE, Some(0xFF)) => switch(at, 2, u16::from_be_bytes),
                (0, Some(next)) if next.is_ascii() && next != 0 => switch(at, 0, u16::from_be_bytes),
                _ => None,
            }
        });
        let (end, next) = match found {
            Some((at, Next::More(0))) => (at + 1, Next::More(0)),
            Some(found) => found,
            None => {
                // The first byte of a line is held back until the second.
                let waits = !is_last && bytes.len().checked_sub(1).map_or(false, starts_line);
                let held = usize::from(waits);
                (bytes.len() - held, Next::More(held))
            }
        };
        if end > 0 {
            out(&bytes[..end]);
            self.last = bytes[end - 1];
        }
        next
    }
}

/// The start of an entry in single bytes, which does not occur in UTF-16 by chance.
const NAME_IN_BYTES: &[u8] = b"\ndn:";

/// The maximum decoded bytes between two calls of `out`, so that a large piece needs no large buffer.
const BLOCK: usize = 32 * 1024;

/// Code units of two bytes.
#[derive(Debug)]
struct Utf16 {
    read: fn([u8; 2]) -> u16,
    starts_line: bool,
    /// The first half of a surrogate pair, before its second half.
    high: Option<u16>,
    /// Whether a byte was left at the end.
    has_half_unit: bool,
    decoded: Vec<u8>,
}

impl Utf16 {
    fn new(read: fn([u8; 2]) -> u16) -> Self {
        Self { read, starts_line: true, high: None, has_half_unit: false, decoded: Vec::new() }
    }

    fn is_whole(&self) -> bool {
        !self.has_half_unit && self.high.is_none()
    }

    fn decode(&mut self, bytes: &[u8], is_last: bool, out: &mut dyn FnMut(&[u8])) -> Next {
        let joint = memmem::find(bytes, NAME_IN_BYTES);
        // The possible start of such a line is held back.
        let longest = NAME_IN_BYTES.len() - 1;
        let waiting = if is_last || joint.is_some() {
            0
        } else {
            (1..=longest.min(bytes.len())).rev().find(|n| bytes.ends_with(&NAME_IN_BYTES[..*n])).unwrap_or(0)
        };
        let end = joint.unwrap_or(bytes.len() - waiting);
        let (mut at, mut switch) = (0, None);
        while switch.is_none() && at + 1 < end {
            let pair = [bytes[at], bytes[at + 1]];
            if self.starts_line {
                switch = self.other_encoding(pair);
            }
            if switch.is_none() {
                self.unit((self.read)(pair));
                at += 2;
            }
            if self.decoded.len() >= BLOCK {
                self.give(out);
            }
        }
        let rest = bytes.len() - at;
        let next = match (switch, joint) {
            (Some((encoding, skip)), _) => Next::Switch(encoding, rest - skip),
            (None, Some(_)) if self.starts_line && at == end => Next::Switch(Encoding::default(), rest),
            (None, Some(joint)) if at + 1 == joint && (self.read)([bytes[at], b'\n']) == 0x0A => {
                // The line feed is the second byte of a unit.
                self.unit(0x0A);
                Next::Switch(Encoding::default(), rest - 2)
            }
            (None, Some(joint)) => {
                // The line is not valid in either encoding.
                self.decoded.extend_from_slice(b"\0\n");
                Next::Switch(Encoding::default(), bytes.len() - joint - 1)
            }
            (None, None) if is_last => {
                // A zero is the rest of a line end whose other half ended a line of single bytes.
                self.has_half_unit = rest > 0 && bytes[at..] != [0];
                Next::More(0)
            }
            (None, None) => Next::More(rest),
        };
        self.give(out);
        next
    }

    fn give(&mut self, out: &mut dyn FnMut(&[u8])) {
        out(&self.decoded);
        self.decoded.clear();
    }

    /// The encoding of a line whose first two bytes are not an ASCII character of this encoding, and how many of them are only a mark.
    fn other_encoding(&self, pair: [u8; 2]) -> Option<(Encoding, usize)> {
        let utf16 = |read| Encoding::Utf16(Utf16::new(read));
        let is_ascii = |byte: u8| byte.is_ascii() && byte != 0;
        match pair {
            [0xFF, 0xFE] => Some((utf16(u16::from_le_bytes), 2)),
            [0xFE, 0xFF] => Some((utf16(u16::from_be_bytes), 2)),
            // The first two bytes of the mark of UTF-8.
            [0xEF, 0xBB] => Some((Encoding::default(), 0)),
            [one, other] if is_ascii(one) && is_ascii(other) => Some((Encoding::default(), 0)),
            _ => match (self.read)([1, 0]) {
                1 if pair[0] == 0 && is_ascii(pair[1]) => Some((utf16(u16::from_be_bytes), 0)),
                0x100 if pair[1] == 0 && is_ascii(pair[0]) => Some((utf16(u16::from_le_bytes), 0)),
                _ => None,
            },
        }
    }

    fn unit(&mut self, unit: u16) {
        self.starts_line = matches!(unit, 0x0A | 0x0D);
        match (self.high.take(), unit) {
            (Some(high), 0xDC00..=0xDFFF) => {
                let pair = 0x1_0000 + ((u32::from(high) - 0xD800) << 10) + (u32::from(unit) - 0xDC00);
                return self.code_point(pair);
            }
            (Some(lone), _) => self.code_point(u32::from(lone)),
            (None, _) => {}
        }
        match unit {
            0xD800..=0xDBFF => self.high = Some(unit),
            _ => self.code_point(u32::from(unit)),
        }
    }

    /// Appends UTF-8, also for a surrogate.
    fn code_point(&mut self, code_point: u32) {
        match char::from_u32(code_point) {
            Some(c) => self.decoded.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => {
                let six_bits = |shift: u32| 0x80 | (code_point >> shift & 0x3F) as u8;
                self.decoded.extend_from_slice(&[
                    0xE0 | (code_point >> 12 & 0x0F) as u8,
                    six_bits(6),
                    six_bits(0),
                ]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LITTLE_MARK: &[u8] = b"\xFF\xFE";
    const BIG_MARK: &[u8] = b"\xFE\xFF";

    fn decode(bytes: &[u8], piece: usize) -> (Vec<u8>, bool) {
        let mut decoder = Decoder::default();
        let mut decoded = Vec::new();
        for chunk in bytes.chunks(piece) {
            decoder.push(chunk, &mut |b| decoded.extend_from_slice(b));
        }
        let whole = decoder.finish(&mut |b| decoded.extend_from_slice(b));
        (decoded, whole)
    }

    fn utf16(mark: &[u8], text: &str, write: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.iter().copied().chain(text.encode_utf16().flat_map(write)).collect()
    }

    fn little(text: &str) -> Vec<u8> {
        utf16(b"", text, u16::to_le_bytes)
    }

    fn big(text: &str) -> Vec<u8> {
        utf16(b"", text, u16::to_be_bytes)
    }

    #[test]
    fn bytes_pass_as_they_are() {
        for piece in 1..6 {
            for bytes in [
                &b"\xEF\xBB\xBFdn: a"[..],
                b"dn: a",
                b"",
                b"\xEF",
                b"\xEF\xBBx",
                b"\xFFx",
                b"\xFE",
                b"\xFF",
                b"a\xFF\xFEb",
                b"\n\xFE\xFE\n",
                b"x\xEF\xBB\xBF",
                b"\r\n\r\n",
            ] {
                assert_eq!(decode(bytes, piece), (bytes.to_vec(), true));
            }
        }
    }

    #[test]
    fn every_line_may_be_in_another_encoding() {
        let text = "dn: CN=José,DC=x\r\ncn: José Ċ 渊\r\n\r\n";
        let parts = [
            text.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            little(text),
            [LITTLE_MARK, &little(text)].concat(),
            [BIG_MARK, &big(text)].concat(),
        ];
        for one in &parts {
            for other in &parts {
                for third in &parts {
                    let bytes = [&one[..], other, third].concat();
                    let whole = decode(&bytes, bytes.len());
                    let without_marks = String::from_utf8(whole.0.clone()).unwrap().replace('\u{FEFF}', "");
                    assert_eq!((without_marks, whole.1), (text.repeat(3), true), "{:?}", bytes);
                    for piece in 1..9 {
                        assert_eq!(decode(&bytes, piece), whole);
                    }
                }
            }
        }
    }

    #[test]
    fn a_line_in_two_encodings_holds_a_zero_and_the_rest_is_read() {
        let (head, tail) = ("dn: a=1\ncn: no end", "dn: a=2\ncn: x\n\ndn: a=3\ncn: y\n\n");
        for bytes in [
            [head.as_bytes(), &little(tail)].concat(),
            [head.as_bytes(), &big(tail)].concat(),
            [&little(head)[..], tail.as_bytes()].concat(),
            [&big(head)[..], tail.as_bytes()].concat(),
        ] {
            let decoded = decode(&bytes, bytes.len());
            for piece in 1..9 {
                assert_eq!(decode(&bytes, piece), decoded);
            }
            let lines: Vec<&[u8]> = decoded.0.split(|byte| *byte == b'\n').collect();
            assert_eq!((lines[0], decoded.1), (&b"dn: a=1"[..], true));
            assert!(lines[1].contains(&0), "{:?}", lines);
            assert!(decoded.0.ends_with(b"\ndn: a=3\ncn: y\n\n"), "{:?}", lines);
        }
    }

    #[test]
    fn half_pairs_are_no_utf8() {
        let bytes = b"\xFF\xFEa\x00\x00\xD8b\x00\x00\xDC\x00\xD8\x00\xD8";
        let (decoded, whole) = decode(bytes, 3);
        assert_eq!(decoded, b"a\xED\xA0\x80b\xED\xB0\x80\xED\xA0\x80");
        assert!(!whole);
        assert!(!decode(b"\xFF\xFEa", 1).1);
    }

    proptest! {
        #[test]
        fn utf16_becomes_utf8(text in "([a-z#: ][^\n\r]{0,8}[\n\r]{1,2}){0,6}", piece in 1_usize..9) {
            for bytes in [
                utf16(LITTLE_MARK, &text, u16::to_le_bytes),
                utf16(BIG_MARK, &text, u16::to_be_bytes),
            ] {
                prop_assert_eq!(decode(&bytes, piece), (text.as_bytes().to_vec(), true));
            }
        }

        #[test]
        fn any_bytes_at_any_chunking(bytes in proptest::collection::vec(any::<u8>(), 0..64), piece in 1_usize..9) {
            prop_assert_eq!(decode(&bytes, piece), decode(&bytes, bytes.len().max(1)));
        }

        #[test]
        fn joined_bytes_at_any_chunking(
            bytes in proptest::collection::vec(
                proptest::sample::select(vec![0, b'\n', b'\r', b'd', b'n', b':', 0xFF, 0xFE, 0xEF, 0xBB, 0xBF, 0x6E]),
                0..48,
            ),
            piece in 1_usize..9,
        ) {
            prop_assert_eq!(decode(&bytes, piece), decode(&bytes, bytes.len().max(1)));
        }
    }
}
