//! Errors of certificates that cannot be read.

use thiserror::Error;

use super::{MAX_CERTIFICATE_BYTES, MAX_NAMES};

/// Why a certificate cannot be read. The messages are for the administrator who has the file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CertificateError {
    /// No bytes at all.
    #[error("the certificate is empty")]
    Empty,
    /// The bytes do not start like the DER of a certificate.
    #[error("this is not a certificate: it does not start as DER (X.509) does")]
    NotDer,
    /// The bytes end before the length of the certificate.
    #[error("the certificate is truncated: it has only {present} bytes")]
    CutOffAtStart {
        /// The number of bytes present.
        present: usize,
    },
    /// The bytes end before the certificate does.
    #[error("the certificate is truncated: it has {present} of {expected} bytes")]
    CutOff {
        /// The number of bytes present.
        present: usize,
        /// The stated length of the certificate.
        expected: u64,
    },
    /// Bytes follow the certificate.
    #[error("the certificate is followed by {extra} bytes that do not belong to it")]
    TrailingBytes {
        /// The number of them.
        extra: u64,
    },
    /// A certificate longer than [`MAX_CERTIFICATE_BYTES`].
    #[error("the certificate is {bytes} bytes long, more than the limit of {MAX_CERTIFICATE_BYTES}")]
    TooLarge {
        /// Its length.
        bytes: u64,
    },
    /// A part of the certificate does not conform to RFC 5280 and DER.
    #[error("the certificate is damaged, or is not a certificate: its {part} cannot be read ({reason})")]
    Damaged {
        /// The part, in words.
        part: &'static str,
        /// The error of the ASN.1 library.
        reason: String,
    },
    /// A version that RFC 5280 4.1.2.1 does not define.
    #[error("the certificate has the unknown version {}", u16::from(*.version) + 1)]
    UnknownVersion {
        /// The encoded version, which is one less than the version's name.
        version: u8,
    },
    /// A field that certificates of this version do not have (RFC 5280 4.1.2.8, 4.1.2.9).
    #[error("the certificate has version {} but also {field}", u16::from(*.version) + 1)]
    FieldOfLaterVersion {
        /// The encoded version, which is one less than the version's name.
        version: u8,
        /// The field, in words.
        field: &'static str,
    },
    /// An extension that occurs twice, which RFC 5280 4.2 forbids.
    #[error("the certificate has the extension {oid} twice")]
    RepeatedExtension {
        /// The extension's object identifier in dotted form.
        oid: String,
    },
    /// More identifying names than [`MAX_NAMES`].
    #[error("the certificate has {names} names for its subject, more than the limit of {MAX_NAMES}")]
    TooManyNames {
        /// The number of names.
        names: usize,
    },
}
