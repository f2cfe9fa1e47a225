//! `objectGUID`: sixteen bytes in the directory's byte order, and its texts.

use std::fmt;

use thiserror::Error;

use super::hex;

/// A GUID as the directory stores it, which is also what .NET's `Guid.ToByteArray()` gives.
///
/// The text shows the first three groups with their bytes reversed (\[MS-DTYP\] 2.3.4): the directory's bytes
/// `2F 33 E7 18 93 D9 …` are the text `18e7332f-d993-…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Guid([u8; 16]);

/// A text that is not a GUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a valid GUID: expected 32 hexadecimal digits, with or without hyphens, braces or parentheses")]
pub struct GuidError;

/// The index in the directory's byte order for each byte in the order of the text.
const TEXT_ORDER: [usize; 16] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/// The places of the hyphens in the text.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

impl Guid {
    /// The GUID with these bytes in the directory's byte order.
    pub fn from_directory_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes in the directory's order.
    pub fn directory_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads .NET's text forms N, D, B and P (`18e7332f…`, with hyphens, in braces, in parentheses) in any case,
    /// blanks at the ends aside. Braces and parentheses are also accepted around the form without hyphens.
    ///
    /// # Errors
    /// [`GuidError`] for any other text.
    pub fn parse(text: &str) -> Result<Self, GuidError> {
        let text = text.trim().as_bytes();
        let inner = match text {
            [b'{', inner @ .., b'}'] | [b'(', inner @ .., b')'] => inner,
            bare => bare,
        };
        let mut digits = [0; 32];
        match inner.len() {
            32 => digits.copy_from_slice(inner),
            36 if HYPHENS.iter().all(|at| inner[*at] == b'-') => {
                let kept = (0..36).filter(|at| !HYPHENS.contains(at));
                digits.iter_mut().zip(kept).for_each(|(digit, at)| *digit = inner[at]);
            }
            _ => return Err(GuidError),
        }
        let mut bytes = [0; 16];
        for (pair, place) in digits.chunks_exact(2).zip(TEXT_ORDER) {
            bytes[place] = hex::byte(pair).ok_or(GuidError)?;
        }
        Ok(Self(bytes))
    }

    /// Reads the value of an attribute: sixteen bytes are the GUID itself, printable or not; anything else must be one
    /// of its texts, which are all longer. `None` if it is neither.
    pub fn from_attribute(value: &[u8]) -> Option<Self> {
        match <[u8; 16]>::try_from(value) {
            Ok(bytes) => Some(Self(bytes)),
            Err(_) => std::str::from_utf8(value).ok().and_then(|text| Self::parse(text).ok()),
        }
    }
}

/// Form D in lower case: `18e7332f-d993-5a46-9bf5-07b7f8cc70fa`.
impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, place) in TEXT_ORDER.into_iter().enumerate() {
            if matches!(i, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{:02x}", self.0[place])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "18e7332f-d993-5a46-9bf5-07b7f8cc70fa";
    const BYTES: [u8; 16] =
        [0x2F, 0x33, 0xE7, 0x18, 0x93, 0xD9, 0x46, 0x5A, 0x9B, 0xF5, 0x07, 0xB7, 0xF8, 0xCC, 0x70, 0xFA];

    #[test]
    fn every_text_form_is_read() {
        for text in [
            TEXT.to_owned(),
            TEXT.to_uppercase(),
            TEXT.replace('-', ""),
            format!("{{{TEXT}}}"),
            format!("({TEXT})"),
            format!(" {{{}}}\t", TEXT.replace('-', "")),
        ] {
            assert_eq!(Guid::parse(&text), Ok(Guid::from_directory_bytes(BYTES)), "{text}");
        }
        assert_eq!(Guid::from_directory_bytes(BYTES).to_string(), TEXT);
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "{}",
            "18e7332f",
            &TEXT[1..],
            &format!("{{{TEXT}"),
            &format!("{{{TEXT})"),
            &format!("{{{{{TEXT}}}}}"),
            &TEXT.replace('f', "g"),
            &TEXT.replace('-', "0"),
            "18e7332fd-993-5a46-9bf5-07b7f8cc70fa",
            "+8e7332f-d993-5a46-9bf5-07b7f8cc70fa",
            "é8e7332f-d993-5a46-9bf5-07b7f8cc70f",
        ] {
            assert_eq!(Guid::parse(text), Err(GuidError), "{text}");
        }
    }

    #[test]
    fn attributes_hold_bytes_or_text() {
        assert_eq!(Guid::from_attribute(&BYTES), Some(Guid(BYTES)));
        assert_eq!(Guid::from_attribute(TEXT.as_bytes()), Some(Guid(BYTES)));
        // Sixteen bytes that happen to be printable are still the GUID itself.
        assert_eq!(Guid::from_attribute(b"ABCDEFGH12345678"), Some(Guid(*b"ABCDEFGH12345678")));
        assert_eq!(Guid::from_attribute(b""), None);
        assert_eq!(Guid::from_attribute(&BYTES[..15]), None);
        assert_eq!(Guid::from_attribute(&[0xFF; 32]), None);
    }

    proptest! {
        #[test]
        fn text_is_read_back(bytes: [u8; 16]) {
            let guid = Guid::from_directory_bytes(bytes);
            prop_assert_eq!(Guid::parse(&guid.to_string()), Ok(guid));
            prop_assert_eq!(guid.directory_bytes(), &bytes);
        }

        #[test]
        fn any_text_is_answered(text in "\\PC{0,40}") {
            let _ = Guid::parse(&text);
        }
    }
}
