//! A tiny DER writer for tests: certificates that openssl does not create.

/// One element: identifier octet, length, content.
pub(crate) fn element(identifier: u8, content: &[u8]) -> Vec<u8> {
    let mut der = vec![identifier];
    match content.len() {
        short @ 0..=0x7f => der.push(short as u8),
        long => {
            let octets: Vec<u8> =
                long.to_be_bytes().iter().copied().skip_while(|octet| *octet == 0).collect();
            der.push(0x80 | octets.len() as u8);
            der.extend(octets);
        }
    }
    der.extend_from_slice(content);
    der
}

/// A SEQUENCE of elements.
pub(crate) fn sequence(elements: &[Vec<u8>]) -> Vec<u8> {
    element(0x30, &elements.concat())
}

/// A SET of elements in the order given, sorted or not.
pub(crate) fn set(elements: &[Vec<u8>]) -> Vec<u8> {
    element(0x31, &elements.concat())
}

/// The identifier octets of the string types.
pub(crate) const UTF8: u8 = 0x0c;
pub(crate) const IA5: u8 = 0x16;

/// The content octets of object identifiers.
pub(crate) const COMMON_NAME: &[u8] = b"\x55\x04\x03";
pub(crate) const ORGANIZATION: &[u8] = b"\x55\x04\x0a";
const ECDSA_WITH_SHA256: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03\x02";
const SUBJECT_ALTERNATIVE_NAME: &[u8] = b"\x55\x1d\x11";

/// An AttributeTypeAndValue.
pub(crate) fn attribute(oid: &[u8], identifier: u8, content: &[u8]) -> Vec<u8> {
    sequence(&[element(0x06, oid), element(identifier, content)])
}

/// A Name of one RDN with one UTF-8 common name.
pub(crate) fn common_name(text: &str) -> Vec<u8> {
    sequence(&[set(&[attribute(COMMON_NAME, UTF8, text.as_bytes())])])
}

/// An Extension.
pub(crate) fn extension(oid: &[u8], critical: Option<bool>, value: &[u8]) -> Vec<u8> {
    let mut parts = vec![element(0x06, oid)];
    parts.extend(critical.map(|critical| element(0x01, &[if critical { 0xff } else { 0 }])));
    parts.push(element(0x04, value));
    sequence(&parts)
}

/// A subjectAltName extension with these GeneralNames.
pub(crate) fn alternative_names(names: &[Vec<u8>]) -> Vec<u8> {
    extension(SUBJECT_ALTERNATIVE_NAME, None, &sequence(names))
}

/// An otherName as a GeneralName.
pub(crate) fn other_name(oid: &[u8], value: &[u8]) -> Vec<u8> {
    element(0xa0, &[element(0x06, oid), element(0xa0, value)].concat())
}

/// A certificate in parts, each of them DER; an empty part is omitted.
#[derive(Clone)]
pub(crate) struct CertificateParts {
    /// `[0] EXPLICIT` version.
    pub(crate) version: Vec<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) not_before: Vec<u8>,
    pub(crate) not_after: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    /// The Extension elements.
    pub(crate) extensions: Vec<Vec<u8>>,
}

impl Default for CertificateParts {
    /// A version 3 certificate without extensions, valid through 2018.
    fn default() -> CertificateParts {
        CertificateParts {
            version: element(0xa0, &element(0x02, &[2])),
            serial: element(0x02, &[1]),
            issuer: common_name("Communications Server"),
            not_before: element(0x17, b"180101000000Z"),
            not_after: element(0x17, b"181231235959Z"),
            subject: common_name("ken@litwareinc.com"),
            extensions: Vec::new(),
        }
    }
}

impl CertificateParts {
    /// The certificate's DER, with a made-up key and signature: neither is ever verified.
    pub(crate) fn der(&self) -> Vec<u8> {
        let algorithm = sequence(&[element(0x06, ECDSA_WITH_SHA256)]);
        let bits = element(0x03, &[0, 1, 2, 3]);
        let mut fields = vec![
            self.version.clone(),
            self.serial.clone(),
            algorithm.clone(),
            self.issuer.clone(),
            sequence(&[self.not_before.clone(), self.not_after.clone()]),
            self.subject.clone(),
            sequence(&[algorithm.clone(), bits.clone()]),
        ];
        if !self.extensions.is_empty() {
            fields.push(element(0xa3, &sequence(&self.extensions)));
        }
        sequence(&[sequence(&fields), algorithm, bits])
    }
}
