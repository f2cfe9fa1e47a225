//! Thumbprints: the hash of a certificate's DER.

use std::fmt;
use std::str::FromStr;

use crate::model::hex::upper;

use super::hex;
use super::IdentifierError;

/// The hash of a certificate's DER, by either of the two algorithms in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Thumbprint {
    /// SHA-1: what Windows and .NET call the thumbprint.
    Sha1([u8; 20]),
    /// SHA-256: how this registry identifies a certificate.
    Sha256([u8; 32]),
}

impl Thumbprint {
    /// Parses 40 digits as SHA-1 and 64 as SHA-256, in either case. Blanks, colons and the invisible marks that
    /// the certificate dialog of Windows copies are ignored.
    ///
    /// # Errors
    /// [`IdentifierError::NotHexadecimal`] and [`IdentifierError::ThumbprintLength`].
    pub fn parse(text: &str) -> Result<Thumbprint, IdentifierError> {
        let mut bytes = [0u8; 32];
        let mut digits = 0;
        for character in text.chars().filter(|character| !hex::is_separator(*character)) {
            let value = hex::digit(character)?;
            let byte = bytes.get_mut(digits / 2).ok_or(IdentifierError::ThumbprintLength { digits: 65 })?;
            *byte = *byte << 4 | value;
            digits += 1;
        }
        match digits {
            40 => {
                let mut sha1 = [0; 20];
                sha1.copy_from_slice(&bytes[..20]);
                Ok(Thumbprint::Sha1(sha1))
            }
            64 => Ok(Thumbprint::Sha256(bytes)),
            digits => Err(IdentifierError::ThumbprintLength { digits }),
        }
    }

    /// The hash.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Thumbprint::Sha1(bytes) => bytes,
            Thumbprint::Sha256(bytes) => bytes,
        }
    }
}

impl FromStr for Thumbprint {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Thumbprint, IdentifierError> {
        Thumbprint::parse(text)
    }
}

impl fmt::Display for Thumbprint {
    /// Upper-case digits without separators, as .NET's `X509Certificate2.Thumbprint`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&upper(self.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SHA1: &str = "912C271B9B081074451FAD9ACB9581ACFC978044";

    #[test]
    fn reads_what_tools_print_and_dialogs_copy() {
        let expected = Thumbprint::parse(SHA1).unwrap();
        assert_eq!(expected.to_string(), SHA1);
        for text in [
            "912c271b9b081074451fad9acb9581acfc978044",
            "\u{200E}91 2c 27 1b 9b 08 10 74 45 1f ad 9a cb 95 81 ac fc 97 80 44",
            "91:2C:27:1B:9B:08:10:74:45:1F:AD:9A:CB:95:81:AC:FC:97:80:44\r\n",
        ] {
            assert_eq!(Thumbprint::parse(text), Ok(expected), "{text:?}");
        }
        let sha256 = Thumbprint::parse(&"aB".repeat(32));
        assert_eq!(sha256, Ok(Thumbprint::Sha256([0xab; 32])));
    }

    #[test]
    fn refuses_other_lengths_and_characters() {
        for digits in [0, 1, 39, 41, 63] {
            let text = "a".repeat(digits);
            assert_eq!(Thumbprint::parse(&text), Err(IdentifierError::ThumbprintLength { digits }));
        }
        let long = Thumbprint::parse(&"a".repeat(1 << 20)).unwrap_err();
        assert!(long.to_string().ends_with("this one has more"), "{long}");
        let error = Thumbprint::parse("912G").unwrap_err();
        assert_eq!(error.to_string(), "'G' is not a hexadecimal digit");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = Thumbprint::parse(&text);
        }

        #[test]
        fn its_own_text_reads_back(sha1 in any::<[u8; 20]>(), sha256 in any::<[u8; 32]>()) {
            for thumbprint in [Thumbprint::Sha1(sha1), Thumbprint::Sha256(sha256)] {
                prop_assert_eq!(Thumbprint::parse(&thumbprint.to_string()), Ok(thumbprint));
            }
        }
    }
}
