//! Security identifiers (\[MS-DTYP\] section 2.4.2): bytes in the directory, `S-1-5-21-…` as text.

use std::fmt::Write;

/// Attributes whose values are security identifiers.
const ATTRIBUTES: [&str; 8] = [
    "objectSid",
    "sIDHistory",
    "securityIdentifier",
    "mS-DS-CreatorSID",
    "msExchMasterAccountSid",
    "msRTCSIP-OriginatorSid",
    "tokenGroups",
    "tokenGroupsGlobalAndUniversal",
];

/// The only revision there is.
const REVISION: u8 = 1;
/// Revision, count of the parts, authority.
const HEADER: usize = 8;

/// The text of an attribute value that is the bytes of a security identifier: tools write either form for the
/// same.
pub(crate) fn text_of_attribute(name: &str, value: &[u8]) -> Option<String> {
    // For most values the name need not be compared.
    let is_one =
        value.first() == Some(&REVISION) && ATTRIBUTES.iter().any(|sid| sid.eq_ignore_ascii_case(name));
    is_one.then(|| text(value)).flatten()
}

/// The text of a security identifier; `None` if the bytes are not one.
pub(crate) fn text(bytes: &[u8]) -> Option<String> {
    let (header, parts) = (bytes.get(..HEADER)?, &bytes[HEADER..]);
    if header[0] != REVISION || parts.len() != 4 * usize::from(header[1]) {
        return None;
    }
    let authority = header[2..].iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let mut text = match u32::try_from(authority) {
        Ok(authority) => format!("S-1-{}", authority),
        Err(_) => format!("S-1-0x{:012X}", authority),
    };
    for part in parts.chunks_exact(4) {
        let number = part.iter().rev().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        // Writing to a String cannot fail.
        let _ = write!(text, "-{}", number);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_text_are_the_same() {
        let bytes = base64::decode("AQUAAAAAAAUVAAAA0/gIkhVnggoFq9EJ9AEAAA==").unwrap();
        let expected = "S-1-5-21-2450061523-176318229-164735749-500";
        assert_eq!(text_of_attribute("OBJECTSID", &bytes).as_deref(), Some(expected));
        assert_eq!(text_of_attribute("thumbnailPhoto", &bytes), None);
        assert_eq!(text_of_attribute("objectSid", expected.as_bytes()), None);
        assert_eq!(text(b"\x01\x01\0\0\0\0\0\x05\x12\0\0\0").as_deref(), Some("S-1-5-18"));
        assert_eq!(text(b"\x01\0\x01\0\0\0\0\0").as_deref(), Some("S-1-0x010000000000"));
        for bytes in [
            &b""[..],
            b"\x01",
            b"\x02\0\0\0\0\0\0\x05",
            b"\x01\x01\0\0\0\0\0\x05\x12\0\0",
            b"\x01\0\0\0\0\0\0\x05\0",
        ] {
            assert_eq!(text(bytes), None);
        }
    }
}
