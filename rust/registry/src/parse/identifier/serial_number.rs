//! Serial numbers (RFC 5280 4.1.2.2).

use std::fmt;
use std::hash::{Hash, Hasher};

use crate::model::hex::upper;

use super::hex;
use super::IdentifierError;

/// The serial number of a certificate, which is unique only for its issuer.
///
/// Two serial numbers are equal if [`SerialNumber::as_bytes`] are: the text `A1` matches the certificate whose encoding is
/// `00A1`. Negative numbers, which RFC 5280 forbids but some issuers used, therefore equal the positive number with
/// the same digits; the text has no sign.
#[derive(Clone, Debug)]
pub struct SerialNumber {
    /// The content octets of the INTEGER: big endian, two's complement, never empty.
    encoded: Vec<u8>,
}

impl SerialNumber {
    /// The serial number with these content octets of an INTEGER in a certificate, or those of
    /// [`SerialNumber::as_encoded`]. No octets mean zero.
    pub fn from_encoded(octets: &[u8]) -> SerialNumber {
        SerialNumber { encoded: if octets.is_empty() { vec![0] } else { octets.to_vec() } }
    }

    /// Parses hexadecimal digits in either case, with or without `0x`; blanks, colons and leading zeros are ignored.
    ///
    /// # Errors
    /// [`IdentifierError::NotHexadecimal`] and [`IdentifierError::EmptySerialNumber`].
    pub fn parse(text: &str) -> Result<SerialNumber, IdentifierError> {
        let text = text.trim_matches(hex::is_separator);
        let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
        let digits: Vec<u8> = text
            .chars()
            .filter(|character| !hex::is_separator(*character))
            .map(hex::digit)
            .collect::<Result<_, _>>()?;
        if digits.is_empty() {
            return Err(IdentifierError::EmptySerialNumber);
        }
        // `rchunks`, because an odd number of digits has no leading zero.
        let mut bytes: Vec<u8> =
            digits.rchunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
        bytes.reverse();
        let significant = significant(&bytes);
        let mut encoded = Vec::with_capacity(significant.len() + 1);
        // The padding of a positive number (X.690 8.3).
        if significant[0] & 0x80 != 0 {
            encoded.push(0);
        }
        encoded.extend_from_slice(significant);
        Ok(SerialNumber { encoded })
    }

    /// The bytes, big endian, without leading zeros, for look-ups. Zero is one zero byte.
    pub fn as_bytes(&self) -> &[u8] {
        significant(&self.encoded)
    }

    /// The content octets of the INTEGER, as in the certificate: with the zero before a first bit of 1.
    pub fn as_encoded(&self) -> &[u8] {
        &self.encoded
    }
}

/// The bytes without leading zeros; for zero, the last byte. The slice must not be empty.
fn significant(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    &bytes[zeros.min(bytes.len() - 1)..]
}

impl PartialEq for SerialNumber {
    fn eq(&self, other: &SerialNumber) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for SerialNumber {}

impl Hash for SerialNumber {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Display for SerialNumber {
    /// Upper-case digits of the encoding, as .NET's `X509Certificate2.SerialNumber`: `0080` for 128.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&upper(&self.encoded))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_tools_print() {
        for (text, printed) in [
            ("1", "01"),
            ("0", "00"),
            ("0000", "00"),
            ("7f", "7F"),
            ("80", "0080"),
            ("0080", "0080"),
            ("0x00A1b2", "00A1B2"),
            ("0Xa1b2", "00A1B2"),
            (" a1:b2 \r\n", "00A1B2"),
            ("\u{200E}1 23", "0123"),
            ("abc", "0ABC"),
        ] {
            assert_eq!(SerialNumber::parse(text).unwrap().to_string(), printed, "{text:?}");
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in ["", " ", "0x", ":"] {
            assert_eq!(SerialNumber::parse(text), Err(IdentifierError::EmptySerialNumber), "{text:?}");
        }
        for text in ["-5", "0x0x1", "12g", "\u{FF11}"] {
            assert!(
                matches!(SerialNumber::parse(text), Err(IdentifierError::NotHexadecimal { .. })),
                "{text:?}"
            );
        }
    }

    #[test]
    fn pads_do_not_matter_for_equality() {
        let encoded = SerialNumber::from_encoded(b"\x00\xa1");
        assert_eq!(encoded, SerialNumber::parse("a1").unwrap());
        assert_eq!(encoded.as_bytes(), b"\xa1");
        assert_eq!(encoded.as_encoded(), b"\x00\xa1");
        assert_eq!(SerialNumber::from_encoded(b"").as_bytes(), b"\0");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = SerialNumber::parse(&text);
        }

        #[test]
        fn its_own_text_reads_back(octets in proptest::collection::vec(any::<u8>(), 1..24)) {
            let serial = SerialNumber::from_encoded(&octets);
            prop_assert_eq!(SerialNumber::parse(&serial.to_string()), Ok(serial));
        }
    }
}
