//! Certificate files: DER or PEM, one certificate or many.

mod ber;
mod content;
mod encoding;
mod error;
mod pem;
mod pkcs7;
mod remains;
#[cfg(test)]
mod tests;

use super::der::{element_length, ElementLength, SEQUENCE};

use content::{recognise, Content};
use pem::{Block, Blocks};

pub use error::BundleError;

/// The maximum length of a file: about 10,000 client certificates in PEM.
pub const MAX_FILE_BYTES: usize = 16 * 1024 * 1024;

/// The maximum number of items of a file.
pub const MAX_ITEMS: usize = 10_000;

/// The content of a certificate file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// The certificates, and errors in the place of unreadable ones, in the order of the file. Never empty: a file without certificates has
    /// one item with an error.
    pub items: Vec<BundleItem>,
    /// The number of private keys that were skipped. The base64 of those in PEM is not even decoded.
    pub private_keys: usize,
}

/// One certificate of a file, or why it cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleItem {
    /// Its number among the items, from 1.
    pub index: usize,
    /// The line on which its PEM block begins, from 1; `None` for DER, and for errors of the whole file.
    pub line: Option<u64>,
    /// The DER in the file, to be parsed by [`Certificate::read`](super::x509::Certificate::read); or the error.
    pub content: Result<Vec<u8>, BundleError>,
}

/// Reads a certificate file.
///
/// - DER: concatenated certificates.
/// - PEM (RFC 7468): blocks `CERTIFICATE` and `X509 CERTIFICATE`, with any text around them, in ASCII, UTF-8 or UTF-16 or a
///   mixture of them, with any line ends. Base64 without BEGIN and END lines is not accepted.
/// - PKCS#7: collections of certificates in DER, in BER's indefinite form, or in blocks of PEM.
///
/// Private keys are skipped and counted. PKCS#12 and openssl's trusted certificates are refused, each as its
/// item, and so is text between the blocks that looks like a certificate. Other blocks (requests, revocation lists, parameters) are skipped, unless the file contains nothing else. An invalid
/// item does not affect the others. Takes time and memory proportional to the bytes.
pub fn read_bundle(bytes: &[u8]) -> Bundle {
    let mut reader = Reader::default();
    if bytes.len() > MAX_FILE_BYTES {
        reader.push(None, Err(BundleError::FileTooLarge { bytes: bytes.len() }));
    } else if is_der(bytes) {
        reader.read_der(bytes);
    } else {
        reader.read_pem(&encoding::ascii_text(bytes));
    }
    reader.finish(bytes.is_empty())
}

/// Whether the bytes start with DER and not with text. The digit 0 has the same byte as a SEQUENCE, but no text has a byte of at least
/// 0x80 after it, and every certificate is too long for the short form of a length. Some private keys are not.
fn is_der(bytes: &[u8]) -> bool {
    matches!(bytes, [SEQUENCE, 0x80..=0x84, ..]) || recognise(bytes) != Content::Certificate
}

/// The bundle being read.
#[derive(Default)]
struct Reader {
    items: Vec<BundleItem>,
    private_keys: usize,
    /// The label of the first block that is neither certificate nor key.
    other_label: Option<String>,
}

impl Reader {
    fn push(&mut self, line: Option<u64>, content: Result<Vec<u8>, BundleError>) {
        self.items.push(BundleItem { index: self.items.len() + 1, line, content });
    }

    /// Adds the DER by its type.
    fn push_der(&mut self, line: Option<u64>, der: &[u8]) {
        let content = recognise(der);
        if content == Content::PrivateKey {
            self.private_keys += 1;
        }
        for item in content.items(der) {
            if self.is_full(line) {
                return;
            }
            self.push(line, item);
        }
    }

    /// Whether the limit is reached; adds the item with the error then.
    fn is_full(&mut self, line: Option<u64>) -> bool {
        let full = self.items.len() >= MAX_ITEMS;
        if self.items.len() == MAX_ITEMS {
            self.push(line, Err(BundleError::TooManyItems));
        }
        full
    }

    fn read_der(&mut self, bytes: &[u8]) {
        let mut offset = 0;
        while offset < bytes.len() {
            if self.is_full(None) {
                return;
            }
            let rest = &bytes[offset..];
            if !is_der(rest) {
                self.push(None, Err(BundleError::StrayBytes { offset, count: rest.len() }));
                return;
            }
            // An element that is longer than the file, or has no end, takes the rest: parsing it reports the error.
            let length = match element_length(rest) {
                ElementLength::Bytes { total, .. } => usize::try_from(total).unwrap_or(usize::MAX),
                ElementLength::Indefinite => ber::with_lengths(rest).map_or(usize::MAX, |(_, length)| length),
                _ => usize::MAX,
            };
            let element = &rest[..length.min(rest.len())];
            self.push_der(None, element);
            offset += element.len();
        }
    }

    fn read_pem(&mut self, text: &[u8]) {
        let mut blocks = Blocks::new(text);
        loop {
            let block = blocks.next();
            let text_between = blocks.text_between();
            for remains in remains::of(text_between.text) {
                let line = Some(text_between.line(remains.offset));
                if self.is_full(line) {
                    return;
                }
                self.push(line, Err(BundleError::Unread { found: remains.found }));
            }
            match block {
                Some(block) => self.read_block(&block),
                None => return,
            }
            if self.items.len() > MAX_ITEMS {
                return;
            }
        }
    }

    fn read_block(&mut self, block: &Block<'_>) {
        // `contains`, because the label of PGP has another word after it.
        if block.label.contains("PRIVATE KEY") {
            self.private_keys += 1;
            return;
        }
        let line = Some(block.line);
        if !is_for_certificates(block.label) {
            self.other_label.get_or_insert_with(|| block.label.to_owned());
            // A misspelled label; requests and attribute certificates have labels of their own.
            if remains::is_misspelt(block.label) && !self.is_full(line) {
                self.push(line, Err(BundleError::Unread { found: "a block whose label is misspelt" }));
            }
            return;
        }
        if self.is_full(line) {
            return;
        }
        match read_block(block) {
            Ok(der) => self.push_der(line, &der),
            Err(error) => self.push(line, Err(error)),
        }
    }

    fn finish(mut self, is_empty: bool) -> Bundle {
        if self.items.is_empty() {
            let error = match self.other_label.take() {
                _ if is_empty => BundleError::Empty,
                _ if self.private_keys > 0 => BundleError::PrivateKeyOnly,
                Some(label) => BundleError::OtherBlock { label },
                None => BundleError::NoCertificate,
            };
            self.push(None, Err(error));
        }
        Bundle { items: self.items, private_keys: self.private_keys }
    }
}

/// Whether blocks with this label contain certificates in any form. RFC 7468 5.1 and 8 list the labels in use.
fn is_for_certificates(label: &str) -> bool {
    matches!(
        label,
        "CERTIFICATE"
            | "X509 CERTIFICATE"
            | "X.509 CERTIFICATE"
            | "TRUSTED CERTIFICATE"
            | "PKCS7"
            | "PKCS #7 SIGNED DATA"
            | "CMS"
            | "PKCS12"
    )
}

/// The DER in a block.
fn read_block(block: &Block<'_>) -> Result<Vec<u8>, BundleError> {
    let body = block.body.ok_or_else(|| BundleError::Unterminated { label: block.label.to_owned() })?;
    match block.label {
        "TRUSTED CERTIFICATE" => return Err(BundleError::TrustedCertificate),
        "PKCS12" => return Err(BundleError::Pkcs12),
        _ => {}
    }
    let base64: Vec<u8> = body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if base64.is_empty() {
        return Err(BundleError::EmptyBlock);
    }
    base64::decode(base64).map_err(|_| BundleError::NotBase64)
}
