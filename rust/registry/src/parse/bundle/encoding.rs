//! The character encodings of PEM files.

use std::borrow::Cow;

/// The byte order marks of UTF-8 and UTF-16.
const MARKS: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];

/// The text of the file in an encoding that includes ASCII, without byte order marks. PEM is ASCII (RFC 7468), but Windows PowerShell's
/// `>` writes UTF-16, its `>>` appends UTF-16 to whatever is there, and concatenated files keep the marks of editors.
///
/// Zero bytes of wide characters are left out, so that it does not matter where in a file they begin and end, or which
/// byte is first. Characters outside ASCII become bytes that do not occur in PEM, or an additional line end.
pub(super) fn ascii_text(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.contains(&0) && !has_mark(bytes) {
        return Cow::Borrowed(bytes);
    }
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(&byte) = rest.first() {
        let mark = MARKS.iter().find(|mark| rest.starts_with(mark)).map_or(0, |mark| mark.len());
        if mark == 0 && byte != 0 {
            text.push(byte);
        }
        rest = &rest[mark.max(1)..];
    }
    Cow::Owned(text)
}

fn has_mark(bytes: &[u8]) -> bool {
    MARKS.iter().any(|mark| bytes.windows(mark.len()).any(|window| window == *mark))
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
            b"-\0\0\0a\0\0\0",
            b"-\xef\xbb\xbfa",
            b"-\xff\xfea\0",
            b"\xff\xfe-\0a",
        ] {
            assert_eq!(ascii_text(bytes).as_ref(), b"-a", "{bytes:?}");
        }
        assert_eq!(ascii_text(b"\xff\xfe\xfc\0-\0").as_ref(), b"\xfc-");
        assert_eq!(ascii_text(b"").as_ref(), b"");
    }
}
