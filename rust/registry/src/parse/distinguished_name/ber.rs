//! BER-encoded values (`#0C034B656E`): the character strings among them as text.

use crate::parse::der::{element_length, ElementLength};
use crate::parse::x509::directory_string;

/// The text of a BER-encoded character string, or `None` if the bytes are something else or not well-formed.
///
/// Source: RFC 4514 section 2.4 (`hexstring`). Leading zeros of the length are BER.
pub(super) fn decode_string(bytes: &[u8]) -> Option<String> {
    match element_length(bytes) {
        ElementLength::Bytes { header, total } if total == bytes.len() as u64 => {
            directory_string::of_type(bytes[0], &bytes[header..])
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn string_types_are_read() {
        for (bytes, text) in [
            (&b"\x0C\x05Lu\xC4\x8Di"[..], "Luči"),
            (b"\x13\x03Ken", "Ken"),
            (b"\x16\x03Ken", "Ken"),
            (b"\x14\x03K\xE9n", "Kén"),
            (b"\x1E\x04\x00K\x01\x0D", "Kč"),
            (b"\x1C\x04\x00\x01\xF6\x00", "\u{1F600}"),
            (b"\x0C\x00", ""),
            (b"\x0C\x81\x03Ken", "Ken"),
            (b"\x0C\x82\x00\x03Ken", "Ken"),
        ] {
            assert_eq!(decode_string(bytes).as_deref(), Some(text));
        }
    }

    #[test]
    fn anything_else_is_not() {
        for bytes in [
            &b""[..],
            b"\x0C",
            b"\x04\x02Hi",
            b"\x0C\x04Ken",
            b"\x0C\x02Ken",
            b"\x0C\x80Ken\x00\x00",
            b"\x0C\x85\x00\x00\x00\x00\x03Ken",
            b"\x0C\x82\x03",
            b"\x0C\x84\xFF\xFF\xFF\xFFKen",
            b"\x0C\x01\xFF",
            b"\x13\x01\xE9",
            b"\x1E\x03\x00K\x00",
            b"\x1E\x02\xD8\x00",
            b"\x1C\x04\x00\x11\x00\x00",
        ] {
            assert_eq!(decode_string(bytes), None, "{bytes:?}");
        }
    }
}
