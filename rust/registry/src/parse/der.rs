//! The outermost bytes of a DER element (X.690 8.1): enough for its stated length.
//!
//! The ASN.1 library reports only that data is missing; an administrator wants to know how much.

/// The identifier octet of a SEQUENCE, with which every certificate starts (RFC 5280 4.1).
pub(super) const SEQUENCE: u8 = 0x30;

/// The length of an element by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ElementLength {
    /// The element has this many bytes, including identifier and length octets.
    Bytes {
        /// Identifier and length octets.
        header: usize,
        /// The whole element. A `u64`, because four length octets overflow the `usize` of a 32-bit Windows.
        total: u64,
    },
    /// The bytes end within the identifier and length octets.
    Incomplete,
    /// BER's indefinite form, which DER forbids (X.690 10.1).
    Indefinite,
    /// More than four length octets: no accepted file is that long.
    Absurd,
}

/// Reads the length of the element that starts at `bytes`, whose identifier is one octet long.
pub(super) fn element_length(bytes: &[u8]) -> ElementLength {
    let first = match bytes.get(1) {
        Some(first) => *first,
        None => return ElementLength::Incomplete,
    };
    match first {
        0..=0x7f => ElementLength::Bytes { header: 2, total: 2 + u64::from(first) },
        0x80 => ElementLength::Indefinite,
        0x81..=0x84 => {
            let header = 2 + usize::from(first & 0x7f);
            match bytes.get(2..header) {
                Some(octets) => {
                    let length = octets.iter().fold(0u64, |sum, octet| sum << 8 | u64::from(*octet));
                    ElementLength::Bytes { header, total: header as u64 + length }
                }
                None => ElementLength::Incomplete,
            }
        }
        _ => ElementLength::Absurd,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form_of_length() {
        assert_eq!(element_length(b""), ElementLength::Incomplete);
        assert_eq!(element_length(b"\x30"), ElementLength::Incomplete);
        assert_eq!(element_length(b"\x30\x05"), ElementLength::Bytes { header: 2, total: 7 });
        assert_eq!(element_length(b"\x30\x80"), ElementLength::Indefinite);
        assert_eq!(element_length(b"\x30\x82\x01"), ElementLength::Incomplete);
        assert_eq!(element_length(b"\x30\x82\x01\x02"), ElementLength::Bytes { header: 4, total: 262 });
        let four = ElementLength::Bytes { header: 6, total: 6 + u64::from(u32::MAX) };
        assert_eq!(element_length(b"\x30\x84\xff\xff\xff\xff"), four);
        assert_eq!(element_length(b"\x30\x85"), ElementLength::Absurd);
    }
}
