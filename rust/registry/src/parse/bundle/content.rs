//! The type of DER content, detected by its first bytes.
//!
//! Labels and file names are not reliable: `certutil -encode` wraps anything in BEGIN CERTIFICATE.

use crate::parse::der::{element_length, ElementLength, SEQUENCE};

use super::{pkcs7, BundleError};

/// The type of an item of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A certificate, as far as these bytes show; parsing it decides.
    Certificate,
    /// A private key: PKCS#8, encrypted or not (RFC 5958), PKCS#1 (RFC 8017 A.1.2) or SEC 1 (RFC 5915).
    PrivateKey,
    /// A ContentInfo of PKCS#7 (RFC 2315), also called CMS.
    Pkcs7,
    /// A PFX of PKCS#12 (RFC 7292 4).
    Pkcs12,
}

impl Content {
    /// The items for the bundle: the bytes of certificates, or why there are none. There is no item for a private key.
    pub(super) fn items(self, der: &[u8]) -> Vec<Result<Vec<u8>, BundleError>> {
        match self {
            Content::Certificate => vec![Ok(der.to_owned())],
            Content::PrivateKey => Vec::new(),
            Content::Pkcs7 => match pkcs7::certificates(der) {
                Ok(certificates) => certificates.into_iter().map(Ok).collect(),
                Err(error) => vec![Err(error)],
            },
            Content::Pkcs12 => vec![Err(BundleError::Pkcs12)],
        }
    }
}

/// `id-data` and its siblings, 1.2.840.113549.1.7: the types of PKCS#7's ContentInfo. All are nine octets long.
const PKCS7_CONTENT: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07";
/// The encryption schemes of PKCS#5 (RFC 8018 appendix A) and of PKCS#12 (RFC 7292 appendix C).
const PASSWORD_ENCRYPTION: [&[u8]; 2] =
    [b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05", b"\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01"];

/// The type of the DER that starts with these bytes. (BER too: PKCS#7 and PKCS#12 occur in the indefinite form.)
pub(super) fn recognise(bytes: &[u8]) -> Content {
    let inner = match enter(bytes) {
        Some(inner) => inner,
        None => return Content::Certificate,
    };
    if inner.starts_with(PKCS7_CONTENT) {
        return Content::Pkcs7;
    }
    match inner {
        [0x02, 0x01, 3, SEQUENCE, ..] => Content::Pkcs12,
        // Version 0 is used by PKCS#1 and PKCS#8, version 1 by SEC 1, by PKCS#8 with a public key and by PKCS#1 keys
        // with several primes. The algorithm, the key or the modulus follows.
        [0x02, 0x01, 0..=1, SEQUENCE | 0x02 | 0x04, ..] => Content::PrivateKey,
        _ => match enter(inner) {
            Some(algorithm) if PASSWORD_ENCRYPTION.iter().any(|oid| algorithm.starts_with(oid)) => {
                Content::PrivateKey
            }
            _ => Content::Certificate,
        },
    }
}

/// The content of the SEQUENCE that the bytes start with.
fn enter(bytes: &[u8]) -> Option<&[u8]> {
    if bytes.first() != Some(&SEQUENCE) {
        return None;
    }
    match element_length(bytes) {
        ElementLength::Bytes { header, .. } => bytes.get(header..),
        ElementLength::Indefinite => bytes.get(2..),
        ElementLength::Incomplete | ElementLength::Absurd => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::der_builder::{element, sequence, CertificateParts};

    #[test]
    fn certificates_of_every_version_are_certificates() {
        let mut parts = CertificateParts::default();
        assert_eq!(recognise(&parts.der()), Content::Certificate);
        parts.version.clear();
        assert_eq!(recognise(&parts.der()), Content::Certificate);
        for bytes in [&b""[..], b"\x30", b"\x30\x00", b"\x30\x82", b"\x30\x02\x30", b"\x02\x01\x03\x30"] {
            assert_eq!(recognise(bytes), Content::Certificate);
        }
    }

    #[test]
    fn what_openssl_writes_is_recognised() {
        assert_eq!(recognise(include_bytes!("../fixtures/pkcs7.der")), Content::Pkcs7);
        assert_eq!(recognise(include_bytes!("../fixtures/pkcs12.pfx")), Content::Pkcs12);
        assert_eq!(recognise(include_bytes!("../fixtures/private-key.der")), Content::PrivateKey);
    }

    #[test]
    fn every_shape_of_private_key_is_recognised() {
        let version = |number: u8| element(0x02, &[number]);
        let encrypted =
            |oid: &[u8]| sequence(&[sequence(&[element(0x06, oid), sequence(&[])]), element(0x04, &[1])]);
        for key in [
            sequence(&[version(0), element(0x02, &[5; 200]), element(0x02, &[3])]),
            sequence(&[version(1), element(0x04, &[5; 32])]),
            sequence(&[version(0), sequence(&[]), element(0x04, &[5; 32])]),
            sequence(&[version(1), sequence(&[]), element(0x04, &[5; 32])]),
            encrypted(b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"),
            encrypted(b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x03"),
        ] {
            assert_eq!(recognise(&key), Content::PrivateKey, "{key:02x?}");
        }
    }

    #[test]
    fn the_indefinite_form_is_recognised() {
        assert_eq!(
            recognise(b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80"),
            Content::Pkcs7
        );
        assert_eq!(recognise(b"\x30\x80\x02\x01\x03\x30\x80"), Content::Pkcs12);
    }
}
