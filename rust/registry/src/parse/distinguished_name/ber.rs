//! BER-encoded values (`#0C034B656E`): the character strings among them as text.

/// The text of a BER-encoded character string, or `None` if the bytes are something else or not well-formed.
///
/// Sources: RFC 4514 section 2.4 (`hexstring`), X.690 8.1 (tag and definite length), X.680 41 (string types).
pub(super) fn decode_string(bytes: &[u8]) -> Option<String> {
    const UTF8: u8 = 0x0C;
    const NUMERIC: u8 = 0x12;
    const PRINTABLE: u8 = 0x13;
    const TELETEX: u8 = 0x14;
    const IA5: u8 = 0x16;
    const VISIBLE: u8 = 0x1A;
    const UNIVERSAL: u8 = 0x1C;
    const BMP: u8 = 0x1E;

    let (tag, rest) = bytes.split_first()?;
    let content = definite_content(rest)?;
    match *tag {
        UTF8 => String::from_utf8(content.to_vec()).ok(),
        NUMERIC | PRINTABLE | IA5 | VISIBLE if content.is_ascii() => String::from_utf8(content.to_vec()).ok(),
        // Issuers use Latin-1 with this tag, not T.61, and OpenSSL and Windows read it as Latin-1.
        TELETEX => Some(content.iter().copied().map(char::from).collect()),
        BMP => utf16(content),
        UNIVERSAL => utf32(content),
        _ => None,
    }
}

/// The content after a definite length that covers all of the remaining bytes.
fn definite_content(bytes: &[u8]) -> Option<&[u8]> {
    let (first, rest) = bytes.split_first()?;
    let (length, content) = match *first {
        short @ 0..=0x7F => (usize::from(short), rest),
        // A name is shorter than 64 KiB, so two bytes of length are enough; leading zeros are BER.
        long @ 0x81..=0x84 => {
            let count = usize::from(long & 0x7F);
            if rest.len() < count {
                return None;
            }
            let (digits, content) = rest.split_at(count);
            (digits.iter().fold(0_usize, |length, digit| (length << 8) | usize::from(*digit)), content)
        }
        _ => return None,
    };
    (content.len() == length).then_some(content)
}

fn utf16(content: &[u8]) -> Option<String> {
    if content.len() % 2 != 0 {
        return None;
    }
    let units: Vec<u16> =
        content.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

fn utf32(content: &[u8]) -> Option<String> {
    if content.len() % 4 != 0 {
        return None;
    }
    content.chunks_exact(4).map(|c| char::from_u32(u32::from_be_bytes([c[0], c[1], c[2], c[3]]))).collect()
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
