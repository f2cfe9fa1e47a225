//! X.509 certificates (RFC 5280): the stored fields, read from DER.

mod alternative_names;
mod certificate_name;
mod certificate_type;
pub(super) mod directory_string;
mod distinguished_name;
mod error;
mod fields;
mod oid;
mod signed;
#[cfg(test)]
mod tests;

use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::der::{element_length, ElementLength, SEQUENCE};
use super::identifier::SerialNumber;

pub use certificate_name::{CertificateName, CertificateNameKind};
pub use certificate_type::CertificateType;
pub use error::CertificateError;
pub use signed::{Issue, SignedPart};

/// The maximum length of a certificate, in bytes of DER. Client certificates have one or two kilobytes; the largest
/// signatures standardised so far (SLH-DSA, 50 kilobytes) still fit.
pub const MAX_CERTIFICATE_BYTES: usize = 64 * 1024;

/// The maximum number of identifying names in a certificate. Each is looked up in the directory; a client certificate has
/// a handful.
pub const MAX_NAMES: usize = 256;

/// The fields of a certificate that are stored.
///
/// Nothing here is verified: the names are those in the certificate, and no signature was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The subject's name, as .NET's `X509Certificate2.Subject` prints it; empty if the certificate has none. Control
    /// characters are replaced by U+FFFD: the text is for display.
    pub subject: String,
    /// The issuer's name, in the same form.
    pub issuer: String,
    /// The serial number.
    pub serial_number: SerialNumber,
    /// The first moment of validity: microseconds since 1970, UTC.
    pub not_before: i64,
    /// The last moment of validity: microseconds since 1970, UTC. Can be before `not_before`.
    pub not_after: i64,
    /// The SHA-1 hash of the DER: the thumbprint in Windows.
    pub sha1: [u8; 20],
    /// The SHA-256 hash of the DER.
    pub sha256: [u8; 32],
    /// The bits of the holder's public key.
    pub public_key: Vec<u8>,
    /// The names that can identify the holder: every common name of the subject, then the alternative names in their order.
    pub names: Vec<CertificateName>,
    /// The certificate type.
    pub certificate_type: CertificateType,
}

impl Certificate {
    /// Reads one certificate from its DER.
    ///
    /// A name that cannot be read is left out; the rest of the certificate must be valid. Takes time and memory
    /// proportional to the bytes, of which it reads at most [`MAX_CERTIFICATE_BYTES`].
    ///
    /// # Errors
    /// [`CertificateError`], which describes the problem.
    pub fn read(der: &[u8]) -> Result<Certificate, CertificateError> {
        check_length(der)?;
        let fields = fields::read(der)?;
        let mut names: Vec<CertificateName> = fields
            .subject
            .common_names()
            .filter_map(|text| CertificateName::new(CertificateNameKind::SubjectCommonName, text))
            .collect();
        if let Some(extension) = fields.alternative_names {
            names.extend(alternative_names::read(extension).unwrap_or_default());
        }
        // Refused instead of truncated: the omitted names might identify another user.
        if names.len() > MAX_NAMES {
            return Err(CertificateError::TooManyNames { names: names.len() });
        }
        Ok(Certificate {
            subject: fields.subject.text(),
            issuer: fields.issuer.text(),
            serial_number: SerialNumber::from_encoded(fields.serial_number),
            not_before: fields.not_before,
            not_after: fields.not_after,
            sha1: Sha1::digest(der).into(),
            sha256: Sha256::digest(der).into(),
            public_key: fields.public_key.to_owned(),
            names,
            certificate_type: CertificateType::of_issuer(&fields.issuer),
        })
    }

    /// Its issue.
    pub fn issue(&self) -> Issue<'_> {
        Issue { issuer: &self.issuer, serial_number: &self.serial_number, public_key: &self.public_key }
    }
}

/// Checks that the bytes are exactly one DER SEQUENCE, within the limit.
fn check_length(der: &[u8]) -> Result<(), CertificateError> {
    let present = der.len();
    match der.first() {
        None => return Err(CertificateError::Empty),
        Some(&SEQUENCE) => {}
        Some(_) => return Err(CertificateError::NotDer),
    }
    let expected = match element_length(der) {
        ElementLength::Bytes { total, .. } => total,
        ElementLength::Incomplete => return Err(CertificateError::CutOffAtStart { present }),
        ElementLength::Indefinite | ElementLength::Absurd => return Err(CertificateError::NotDer),
    };
    let bytes = present as u64;
    // A certificate over the limit is too large even if it is also truncated.
    if expected > MAX_CERTIFICATE_BYTES as u64 {
        Err(CertificateError::TooLarge { bytes: expected })
    } else if bytes < expected {
        Err(CertificateError::CutOff { present, expected })
    } else if bytes > expected {
        Err(CertificateError::TrailingBytes { extra: bytes - expected })
    } else {
        Ok(())
    }
}
