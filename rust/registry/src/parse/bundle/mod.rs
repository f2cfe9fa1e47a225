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

/// The longest file that is read. 10,000 client certificates in PEM have about as much.
pub const MAX_FILE_BYTES: usize = 16 * 1024 * 1024;

/// The most items that a file may hold.
pub const MAX_ITEMS: usize = 10_000;

/// What a certificate file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// The certificates and what stands in the place of one, in the file's order. Never empty: a file that holds nothing is
    /// one item that says so.
    pub items: Vec<BundleItem>,
    /// The private keys that were passed over. Of those in PEM not even the base64 was decoded.
    pub private_keys: usize,
}

/// One certificate of a file, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleItem {
    /// Its place among the items, counted from 1.
    pub index: usize,
    /// The line on which its PEM block begins, counted from 1; `None` in DER, and where the error is the whole file's.
    pub line: Option<u64>,
    /// The DER as the file has it, yet to be read by [`Certificate::read`](super::x509::Certificate::read); or the error.
    pub content: Result<Vec<u8>, BundleError>,
}

/// Reads a certificate file.
///
/// - DER: certificates one behind the other.
/// - PEM (RFC 7468): blocks `CERTIFICATE` and `X509 CERTIFICATE`, with any text around them, in ASCII, UTF-8 or UTF-16 or one
///   after the other, with any line ends. Base64 without BEGIN and END lines is not taken.
/// - PKCS#7: collections of certificates in DER, in BER's indefinite form, or in blocks of PEM.
///
/// Private keys are passed over and counted. PKCS#12 and openssl's trusted certificates are refused, each as its
/// item, and so is what looks like a certificate between the blocks. Other blocks (requests, revocation lists, parameters) are passed over, unless the file holds nothing else. A bad
/// item does not stop the others. Takes time and memory proportional to the bytes.
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

/// Whether the bytes start with DER and not with text. The digit 0 has the same byte as a SEQUENCE, but no text has a byte of
/// 0x80 behind it, and every certificate is longer than the short form of a length can say. Some private keys are not.
fn is_der(bytes: &[u8]) -> bool {
    matches!(bytes, [SEQUENCE, 0x80..=0x84, ..]) || recognise(bytes) != Content::Certificate
}

/// The bundle in the making.
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

    /// Adds the DER for what it is.
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

    /// Whether the limit is reached; the item that says so is then added.
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
            // An element that claims more than there is, or has no end, takes the rest: reading it says why it is bad.
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
            let passed_over = blocks.passed_over();
            for remains in remains::of(passed_over.text) {
                let line = Some(passed_over.line(remains.offset));
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
        // `contains`, because PGP's label has a word behind it.
        if block.label.contains("PRIVATE KEY") {
            self.private_keys += 1;
            return;
        }
        let line = Some(block.line);
        if !is_for_certificates(block.label) {
            self.other_label.get_or_insert_with(|| block.label.to_owned());
            // A label that is misspelt; a request or an attribute certificate has one of its own.
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

/// Whether blocks of the label hold certificates in any form. RFC 7468 5.1 and 8 list the labels in use.
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
