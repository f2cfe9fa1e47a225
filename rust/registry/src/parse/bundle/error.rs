//! Errors of items of a certificate file.

use thiserror::Error;

use super::{MAX_FILE_BYTES, MAX_ITEMS};

/// Why an item of a certificate file, or the whole file, cannot be read. The messages are for the administrator who
/// has the file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BundleError {
    /// An empty file.
    #[error("the file is empty")]
    Empty,
    /// A file longer than [`MAX_FILE_BYTES`]; it was not read.
    #[error("the file is {bytes} bytes long, more than the limit of {MAX_FILE_BYTES}")]
    FileTooLarge {
        /// Its length.
        bytes: usize,
    },
    /// More items than [`MAX_ITEMS`]; the previous ones were read, the rest was not.
    #[error("the file contains more than {MAX_ITEMS} certificates; split it")]
    TooManyItems,
    /// A file without any certificate in it.
    #[error("the file contains no certificate: it is neither DER nor PEM (-----BEGIN CERTIFICATE-----)")]
    NoCertificate,
    /// A PEM file with other blocks only.
    #[error("the file contains no certificate, only {label:?}")]
    OtherBlock {
        /// The label of its first block.
        label: String,
    },
    /// A file with private keys only.
    #[error(
        "the file contains a private key and no certificate; private keys are neither needed nor stored"
    )]
    PrivateKeyOnly,
    /// A PKCS#7 (CMS) file without certificates.
    #[error("this PKCS#7 collection (.p7b) contains no certificate")]
    EmptyPkcs7,
    /// A PKCS#7 (CMS) file that is not a collection of certificates.
    #[error(
        "this PKCS#7 file (.p7b) cannot be read as a collection of certificates; extract its certificates first: \
         openssl pkcs7 -print_certs -in FILE -out certificates.pem (-inform DER, unless it is text)"
    )]
    Pkcs7,
    /// A PKCS#12 file.
    #[error(
        "this is a PKCS#12 file (.pfx, .p12), which usually holds a private key; extract the certificate alone: \
         openssl pkcs12 -in FILE -nokeys -out certificate.pem"
    )]
    Pkcs12,
    /// A certificate followed by openssl's trust settings.
    #[error(
        "this is a certificate with trust settings of openssl (TRUSTED CERTIFICATE); write it without them: \
         openssl x509 -in FILE -out certificate.pem"
    )]
    TrustedCertificate,
    /// A PEM block without END line.
    #[error("the block {label:?} has no line -----END {label}-----")]
    Unterminated {
        /// The block's label.
        label: String,
    },
    /// A PEM block without content.
    #[error("the block is empty")]
    EmptyBlock,
    /// A PEM block whose content is not base64.
    #[error("the text between the BEGIN and END lines is not valid base64, or is truncated")]
    NotBase64,
    /// Text that looks like a certificate but is not in a readable block.
    #[error("{found} was not read: a certificate stands between lines -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----, with these hyphens and capital letters")]
    Unread {
        /// What it looks like.
        found: &'static str,
    },
    /// Bytes after a DER certificate that are not another one.
    #[error("the {count} bytes after the last certificate, from byte {offset} on, are not a certificate")]
    StrayBytes {
        /// Their offset, from 0.
        offset: usize,
        /// The number.
        count: usize,
    },
}
