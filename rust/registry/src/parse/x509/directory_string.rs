//! The string types of ASN.1 that names in certificates use (RFC 5280 appendix A.1, DirectoryString).

use asn1::Tlv;

/// The text of a value of any string type; `None` if it is not a string, or not valid for its type.
pub(super) fn decode(value: &Tlv<'_>) -> Option<String> {
    of_type(value.tag().as_u8()?, value.data())
}

/// The text of the content of an element with that identifier octet (X.680 41), likewise.
///
/// Two types are accepted with more characters than X.680 defines, as they occur in practice:
/// - PrintableString takes any ASCII (`@`, `*`, `_` are not in its character set, but old issuers put mail addresses there);
/// - TeletexString is Latin-1, as openssl reads it; T.61 proper is not in use.
pub(in crate::parse) fn of_type(identifier: u8, content: &[u8]) -> Option<String> {
    match identifier {
        0x0c => String::from_utf8(content.to_vec()).ok(),
        // NumericString, PrintableString, IA5String, VisibleString.
        0x12 | 0x13 | 0x16 | 0x1a => ascii(content),
        // TeletexString: a byte of Latin-1 is the code point of that number.
        0x14 => Some(content.iter().copied().map(char::from).collect()),
        0x1c => universal(content),
        0x1e => basic_multilingual_plane(content),
        _ => None,
    }
}

/// The text of bytes that must be ASCII: IA5String, also under an implicit tag (RFC 5280 4.2.1.6).
pub(super) fn ascii(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_vec()).ok().filter(|text| text.is_ascii())
}

/// BMPString: UTF-16 in practice (surrogate pairs occur), big endian.
fn basic_multilingual_plane(content: &[u8]) -> Option<String> {
    let units = content.chunks(2).map(|unit| unit.try_into().ok().map(u16::from_be_bytes));
    String::from_utf16(&units.collect::<Option<Vec<_>>>()?).ok()
}

/// UniversalString: UTF-32, big endian.
fn universal(content: &[u8]) -> Option<String> {
    content.chunks(4).map(|unit| char::from_u32(u32::from_be_bytes(unit.try_into().ok()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::der_builder::element;

    fn read(identifier: u8, content: &[u8]) -> Option<String> {
        decode(&asn1::parse_single::<Tlv<'_>>(&element(identifier, content)).unwrap())
    }

    #[test]
    fn reads_every_string_type() {
        for (identifier, content, text) in [
            (0x0c, "J\u{fc}rgen".as_bytes(), "J\u{fc}rgen"),
            (0x12, b"12 3", "12 3"),
            (0x13, b"ken_m@litwareinc.com", "ken_m@litwareinc.com"),
            (0x14, b"J\xfcrgen", "J\u{fc}rgen"),
            (0x16, b"ken@litwareinc.com", "ken@litwareinc.com"),
            (0x1a, b"ken", "ken"),
            (0x1c, b"\0\0\0J\0\x01\xf6\x00", "J\u{1f600}"),
            (0x1e, b"\0J\0\xfc\xd8\x3d\xde\x00", "J\u{fc}\u{1f600}"),
            (0x0c, b"", ""),
        ] {
            assert_eq!(read(identifier, content).as_deref(), Some(text), "{identifier:02x}");
        }
    }

    #[test]
    fn refuses_bytes_that_are_not_of_the_type() {
        for (identifier, content) in [
            (0x0c, &b"\xff"[..]),
            (0x13, b"\xfc"),
            (0x16, b"\xfc"),
            (0x1c, b"\0\0\0"),
            (0x1c, b"\0\x11\0\0"),
            (0x1e, b"\0"),
            (0x1e, b"\xd8\x3d"),
            (0x04, b"ken"),
            (0x30, b""),
        ] {
            assert_eq!(read(identifier, content), None, "{identifier:02x}");
        }
    }
}
