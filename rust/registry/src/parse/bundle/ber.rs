//! The indefinite form of BER (X.690 8.1.3.6), which some tools use for PKCS#7.

use crate::parse::der::{element_length, ElementLength};

/// The bit of an identifier that marks constructed content.
const CONSTRUCTED: u8 = 0x20;
/// The end of content of indefinite length.
const END_OF_CONTENTS: &[u8] = &[0, 0];
/// The maximum nesting of such content; a collection of certificates has four levels.
const MOST_LEVELS: usize = 16;

/// The first element of the bytes in definite form, and its length in the input. Elements of definite length are kept unchanged:
/// certificates are DER, and must not be altered.
pub(super) fn with_lengths(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    element(bytes, 0)
}

fn element(bytes: &[u8], level: usize) -> Option<(Vec<u8>, usize)> {
    match element_length(bytes) {
        ElementLength::Bytes { total, .. } => {
            let total = usize::try_from(total).ok()?;
            Some((bytes.get(..total)?.to_vec(), total))
        }
        ElementLength::Indefinite if bytes[0] & CONSTRUCTED != 0 && level < MOST_LEVELS => {
            let (mut content, mut at) = (Vec::new(), 2);
            while bytes.get(at..at + END_OF_CONTENTS.len())? != END_OF_CONTENTS {
                let (inner, length) = element(&bytes[at..], level + 1)?;
                content.extend(inner);
                at += length;
            }
            Some((with_length(bytes[0], &content), at + END_OF_CONTENTS.len()))
        }
        _ => None,
    }
}

fn with_length(identifier: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant = length.iter().skip_while(|byte| **byte == 0).count();
    let mut whole = vec![identifier];
    match content.len() {
        short @ 0..=0x7f => whole.push(short as u8),
        _ => {
            whole.push(0x80 | significant as u8);
            whole.extend(&length[length.len() - significant..]);
        }
    }
    whole.extend(content);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::der_builder::{element, sequence};
    use proptest::prelude::*;

    #[test]
    fn what_has_no_length_gets_one_and_the_rest_stays() {
        let long = [element(0x04, &[7; 300])];
        let expected = sequence(&[element(0x02, &[1]), sequence(&long), sequence(&[])]);
        let bytes = [&b"\x30\x80\x02\x01\x01\x30\x80"[..], &long[0], b"\0\0\x30\0\0\0", b"more"].concat();
        assert_eq!(with_lengths(&bytes), Some((expected.clone(), bytes.len() - 4)));
        assert_eq!(with_lengths(&expected), Some((expected.clone(), expected.len())));
        // A length that is not minimal is also kept.
        assert_eq!(with_lengths(b"\x30\x81\x00"), Some((b"\x30\x81\x00".to_vec(), 3)));
    }

    #[test]
    fn what_has_no_end_or_too_many_levels_is_none() {
        let nested = |levels: usize| [b"\x30\x80".repeat(levels), b"\0\0".repeat(levels)].concat();
        assert!(with_lengths(&nested(MOST_LEVELS)).is_some());
        for bytes in [
            &nested(MOST_LEVELS + 1)[..],
            b"\x30\x80",
            b"\x30\x80\0",
            b"\x04\x80\0\0",
            b"\x30\x80\x04\x05\0\0",
            b"",
        ] {
            assert_eq!(with_lengths(bytes), None, "{:02x?}", bytes);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes in proptest::collection::vec(prop_oneof![Just(0x30), Just(0x80), Just(0), any::<u8>()], 0..60)) {
            if let Some((whole, length)) = with_lengths(&bytes) {
                prop_assert!(length <= bytes.len());
                prop_assert_eq!(with_lengths(&whole), Some((whole.clone(), whole.len())));
            }
        }
    }
}
