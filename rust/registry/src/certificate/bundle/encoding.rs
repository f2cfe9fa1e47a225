//! The character encodings in which PEM files come.

use std::borrow::Cow;

/// The file's text in an encoding of which ASCII is a part, without byte order mark. PEM is ASCII (RFC 7468), but
/// Windows PowerShell's `>` writes UTF-16, and editors write byte order marks.
///
/// UTF-16 is recognised by its mark or, without one, by a NUL beside the first character, if that is a hyphen.
pub(super) fn ascii_text(bytes: &[u8]) -> Cow<'_, [u8]> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(rest),
        [0xff, 0xfe, rest @ ..] => Cow::Owned(from_utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(from_utf16(rest, u16::from_be_bytes)),
        [b'-', 0, ..] => Cow::Owned(from_utf16(bytes, u16::from_le_bytes)),
        [0, b'-', ..] => Cow::Owned(from_utf16(bytes, u16::from_be_bytes)),
        _ => Cow::Borrowed(bytes),
    }
}

/// The ASCII characters of UTF-16; every other unit becomes one byte that is none of PEM's.
fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<u8> {
    bytes
        .chunks_exact(2)
        .map(|pair| u8::try_from(unit([pair[0], pair[1]])).ok().filter(u8::is_ascii).unwrap_or(0xff))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_same_ascii() {
        for bytes in [
            &b"-a"[..],
            b"\xef\xbb\xbf-a",
            b"\xff\xfe-\0a\0",
            b"\xfe\xff\0-\0a",
            b"-\0a\0",
            b"\0-\0a",
            b"-\0a\0\x0d",
        ] {
            assert_eq!(ascii_text(bytes).as_ref(), b"-a", "{bytes:?}");
        }
        assert_eq!(ascii_text(b"\xff\xfe\xfc\0-\xfe").as_ref(), b"\xff\xff");
        assert_eq!(ascii_text(b"").as_ref(), b"");
    }
}
