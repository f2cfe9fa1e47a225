//! The identity of a certificate. The signature is not part of it: anyone who has a certificate can create another valid signature
//! (ECDSA's r and n-s), or the same one in another encoding.

use crate::parse::der::{element_length, ElementLength, SEQUENCE};
use crate::parse::identifier::SerialNumber;

use super::fields;
use super::MAX_CERTIFICATE_BYTES;

/// The issue of a certificate: issuer, serial number and public key. A conforming issuer uses a serial number once; certificates
/// of one issue are therefore revoked together, even if their signed parts differ.
#[derive(Clone, Copy, Debug)]
pub struct Issue<'a> {
    /// The issuer's name, as [`Certificate::issuer`](super::Certificate::issuer).
    pub issuer: &'a str,
    /// The serial number.
    pub serial_number: &'a SerialNumber,
    /// The bits of the holder's public key.
    pub public_key: &'a [u8],
}

impl PartialEq for Issue<'_> {
    /// Issuers are compared without ASCII case, as in caseIgnoreMatch (RFC 5280 7.1), and without the string type.
    fn eq(&self, other: &Issue<'_>) -> bool {
        self.serial_number == other.serial_number
            && self.public_key == other.public_key
            && self.issuer.eq_ignore_ascii_case(other.issuer)
    }
}

/// A certificate without its signature.
#[derive(Clone, Debug)]
pub struct SignedPart<'a> {
    /// The TBSCertificate (RFC 5280 4.1): two certificates with the same one are the same certificate.
    pub bytes: &'a [u8],
    issuer: String,
    serial_number: SerialNumber,
    public_key: &'a [u8],
}

impl<'a> SignedPart<'a> {
    /// The signed part of a certificate's DER; `None` if it is not a certificate. The outer part can be BER, which verifiers
    /// accept: the signature does not cover it.
    pub fn read(der: &'a [u8]) -> Option<SignedPart<'a>> {
        let bytes = SignedPart::bytes_of(der)?;
        let fields = fields::read_signed(bytes).ok()?;
        Some(SignedPart {
            bytes,
            issuer: fields.issuer.text(),
            serial_number: SerialNumber::from_encoded(fields.serial_number),
            public_key: fields.public_key,
        })
    }

    /// Its bytes, without parsing them.
    pub fn bytes_of(der: &[u8]) -> Option<&[u8]> {
        if der.len() > MAX_CERTIFICATE_BYTES || der.first() != Some(&SEQUENCE) {
            return None;
        }
        let inner = match element_length(der) {
            ElementLength::Bytes { header, total } if total == der.len() as u64 => der.get(header..)?,
            ElementLength::Indefinite if der.ends_with(&[0, 0]) => der.get(2..)?,
            _ => return None,
        };
        match element_length(inner) {
            ElementLength::Bytes { total, .. } => inner.get(..usize::try_from(total).ok()?),
            _ => None,
        }
    }

    /// Its issue.
    pub fn issue(&self) -> Issue<'_> {
        Issue { issuer: &self.issuer, serial_number: &self.serial_number, public_key: self.public_key }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::der_builder::{attribute, element, sequence, set, CertificateParts, COMMON_NAME};
    use crate::parse::x509::Certificate;

    fn with_frame(der: &[u8], frame: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let signed = SignedPart::bytes_of(der).unwrap();
        frame(&der[signed.as_ptr() as usize - der.as_ptr() as usize..])
    }

    #[test]
    fn whatever_stands_around_it_is_no_part_of_it() {
        let der = CertificateParts::default().der();
        let signed = SignedPart::read(&der).unwrap();
        let other_signature = sequence(&[signed.bytes.to_owned(), sequence(&[]), element(0x03, &[0, 9])]);
        let long_length = with_frame(&der, |rest| [&[0x30, 0x83, 0, 0, rest.len() as u8][..], rest].concat());
        let indefinite = with_frame(&der, |rest| [&[0x30, 0x80][..], rest, &[0, 0]].concat());
        for twin in [other_signature, long_length, indefinite] {
            let read = SignedPart::read(&twin).unwrap_or_else(|| panic!("{twin:02x?}"));
            assert_eq!(read.bytes, signed.bytes);
            assert!(read.issue() == signed.issue());
        }
        let longer = [der.as_slice(), &[0]].concat();
        for none in [&b""[..], &der[..der.len() - 1], &longer, &[0x30, 0x80], &[0x30, 2, 5, 0], signed.bytes]
        {
            assert!(SignedPart::read(none).is_none(), "{none:02x?}");
        }
        for end in 0..der.len() {
            assert!(SignedPart::read(&der[..end]).is_none());
        }
    }

    #[test]
    fn an_issue_is_issuer_number_and_key() {
        let parts = CertificateParts::default();
        let first = Certificate::read(&parts.der()).unwrap();
        let issuer = |kind, text: &str| sequence(&[set(&[attribute(COMMON_NAME, kind, text.as_bytes())])]);
        let mut same = parts.clone();
        same.not_after = element(0x17, b"190101000000Z");
        same.issuer = issuer(0x13, "COMMUNICATIONS Server");
        same.serial = element(0x02, &[1]);
        let same = Certificate::read(&same.der()).unwrap();
        assert!(first.issue() == same.issue());
        let mut others = [parts.clone(), parts.clone()];
        others[0].serial = element(0x02, &[2]);
        others[1].issuer = issuer(0x13, "Communications Server 2");
        for other in others {
            assert!(first.issue() != Certificate::read(&other.der()).unwrap().issue());
        }
        let other_key = Certificate { public_key: vec![1], ..first.clone() };
        assert!(first.issue() != other_key.issue());
        let der = parts.der();
        assert!(SignedPart::read(&der).unwrap().issue() == first.issue());
    }
}
