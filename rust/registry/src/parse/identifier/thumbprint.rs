//! Thumbprints: the hash of a certificate's DER.

use std::fmt;

use crate::model::hex::upper;

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
    /// Tells the algorithm by the length of the hash.
    ///
    /// # Errors
    /// [`IdentifierError::ThumbprintLength`].
    pub fn from_bytes(hash: &[u8]) -> Result<Thumbprint, IdentifierError> {
        let sha1 = hash.try_into().map(Thumbprint::Sha1);
        sha1.or_else(|_| hash.try_into().map(Thumbprint::Sha256))
            .map_err(|_| IdentifierError::ThumbprintLength { bytes: hash.len() })
    }

    /// The hash.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Thumbprint::Sha1(bytes) => bytes,
            Thumbprint::Sha256(bytes) => bytes,
        }
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
    use super::*;

    #[test]
    fn its_length_tells_the_algorithm() {
        assert_eq!(Thumbprint::from_bytes(&[0xab; 20]), Ok(Thumbprint::Sha1([0xab; 20])));
        assert_eq!(Thumbprint::from_bytes(&[0xab; 32]), Ok(Thumbprint::Sha256([0xab; 32])));
        for bytes in [0, 1, 19, 21, 31, 33, 40] {
            let error = IdentifierError::ThumbprintLength { bytes };
            assert_eq!(Thumbprint::from_bytes(&vec![0xab; bytes]), Err(error));
        }
    }

    #[test]
    fn its_text_is_that_of_dotnet() {
        assert_eq!(Thumbprint::Sha1([0xab; 20]).to_string(), "AB".repeat(20));
    }
}
