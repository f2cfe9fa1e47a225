//! The encoding of an export: UTF-8, or UTF-16 where a byte order mark says so.
//!
//! RFC 2849 knows UTF-8 only. But `>` in Windows PowerShell 5.1 writes UTF-16, and editors put a mark before UTF-8.

/// Turns an export's bytes, in pieces of any size, into UTF-8 without a byte order mark.
///
/// Bytes in UTF-8 pass as they are, valid or not. Half a surrogate pair in UTF-16 becomes three bytes that are no
/// UTF-8, so that whoever reads the value as text notices.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    encoding: Encoding,
}

#[derive(Debug)]
enum Encoding {
    /// The bytes so far could be the start of a byte order mark.
    Undecided(Vec<u8>),
    Utf8,
    Utf16(Utf16),
}

impl Default for Encoding {
    fn default() -> Self {
        Encoding::Undecided(Vec::new())
    }
}

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
const UTF16_LITTLE_MARK: &[u8] = b"\xFF\xFE";
const UTF16_BIG_MARK: &[u8] = b"\xFE\xFF";

impl Decoder {
    /// Decodes the next piece.
    pub(super) fn push(&mut self, mut bytes: &[u8], out: &mut dyn FnMut(&[u8])) {
        while let Encoding::Undecided(held) = &mut self.encoding {
            let (byte, rest) = match bytes.split_first() {
                Some(split) => split,
                None => return,
            };
            bytes = rest;
            held.push(*byte);
            let undecided = [UTF8_MARK, UTF16_LITTLE_MARK, UTF16_BIG_MARK]
                .iter()
                .any(|mark| mark.len() > held.len() && mark.starts_with(held));
            if !undecided {
                let held = std::mem::take(held);
                self.encoding = match &held[..] {
                    UTF8_MARK => Encoding::Utf8,
                    UTF16_LITTLE_MARK => Encoding::Utf16(Utf16::new(u16::from_le_bytes)),
                    UTF16_BIG_MARK => Encoding::Utf16(Utf16::new(u16::from_be_bytes)),
                    _ => {
                        out(&held);
                        Encoding::Utf8
                    }
                };
            }
        }
        match &mut self.encoding {
            Encoding::Utf16(utf16) => utf16.push(bytes, out),
            _ => out(bytes),
        }
    }

    /// Hands out what was held back, and starts anew. False where UTF-16 ended within a character.
    pub(super) fn finish(&mut self, out: &mut dyn FnMut(&[u8])) -> bool {
        match std::mem::take(&mut self.encoding) {
            Encoding::Undecided(held) => out(&held),
            Encoding::Utf8 => {}
            Encoding::Utf16(utf16) => return utf16.first_byte.is_none() && utf16.high.is_none(),
        }
        true
    }
}

#[derive(Debug)]
struct Utf16 {
    read: fn([u8; 2]) -> u16,
    /// The first byte of a code unit whose second is still to come.
    first_byte: Option<u8>,
    /// The first half of a surrogate pair whose second is still to come.
    high: Option<u16>,
    decoded: Vec<u8>,
}

impl Utf16 {
    fn new(read: fn([u8; 2]) -> u16) -> Self {
        Self { read, first_byte: None, high: None, decoded: Vec::new() }
    }

    fn push(&mut self, bytes: &[u8], out: &mut dyn FnMut(&[u8])) {
        /// What is decoded between two calls of `out`, so that a large piece needs no large buffer.
        const BLOCK: usize = 32 * 1024;
        for block in bytes.chunks(BLOCK) {
            self.decoded.clear();
            let mut block = block;
            if let (Some(first), Some((second, rest))) = (self.first_byte, block.split_first()) {
                self.unit((self.read)([first, *second]));
                self.first_byte = None;
                block = rest;
            }
            let mut pairs = block.chunks_exact(2);
            for pair in &mut pairs {
                self.unit((self.read)([pair[0], pair[1]]));
            }
            if let [first] = *pairs.remainder() {
                self.first_byte = Some(first);
            }
            out(&self.decoded);
        }
    }

    fn unit(&mut self, unit: u16) {
        let high = self.high.take();
        match (high, unit) {
            (Some(high), 0xDC00..=0xDFFF) => {
                let pair = 0x1_0000 + ((u32::from(high) - 0xD800) << 10) + (u32::from(unit) - 0xDC00);
                self.code_point(pair);
            }
            (_, 0xD800..=0xDBFF) => {
                self.lone_surrogate(high);
                self.high = Some(unit);
            }
            _ => {
                self.lone_surrogate(high);
                self.code_point(u32::from(unit));
            }
        }
    }

    fn lone_surrogate(&mut self, surrogate: Option<u16>) {
        if let Some(surrogate) = surrogate {
            self.code_point(u32::from(surrogate));
        }
    }

    /// Appends UTF-8, for a surrogate what would be its UTF-8.
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

    #[test]
    fn marks_are_taken_off() {
        for piece in 1..6 {
            assert_eq!(decode(b"\xEF\xBB\xBFdn: a", piece), (b"dn: a".to_vec(), true));
            assert_eq!(decode(b"dn: a", piece), (b"dn: a".to_vec(), true));
            assert_eq!(decode(b"", piece), (Vec::new(), true));
            for bytes in [&b"\xEF"[..], b"\xEF\xBB", b"\xEF\xBBx", b"\xFFx", b"\xFE", b"x\xEF\xBB\xBF"] {
                assert_eq!(decode(bytes, piece), (bytes.to_vec(), true));
            }
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
        fn utf16_becomes_utf8(text in any::<String>(), piece in 1_usize..9) {
            for bytes in [
                utf16(UTF16_LITTLE_MARK, &text, u16::to_le_bytes),
                utf16(UTF16_BIG_MARK, &text, u16::to_be_bytes),
            ] {
                prop_assert_eq!(decode(&bytes, piece), (text.as_bytes().to_vec(), true));
            }
        }

        #[test]
        fn any_bytes_at_any_chunking(bytes in proptest::collection::vec(any::<u8>(), 0..64), piece in 1_usize..9) {
            prop_assert_eq!(decode(&bytes, piece), decode(&bytes, bytes.len().max(1)));
        }
    }
}
