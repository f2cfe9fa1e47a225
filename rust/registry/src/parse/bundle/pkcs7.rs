//! Collections of certificates in PKCS#7 (RFC 2315), the degenerate SignedData of `.p7b` files, in which Windows exports several
//! certificates in one file.

use asn1::{BigInt, ParseError, ParseErrorKind, ParseResult, Parser, Sequence, Tlv};

use crate::parse::der::{element_length, ElementLength, SEQUENCE};

use super::ber::with_lengths;
use super::{BundleError, MAX_ITEMS};

/// `id-signedData`, 1.2.840.113549.1.7.2, as an OBJECT IDENTIFIER element.
const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
/// The identifier octet of `certificates [0] IMPLICIT`.
const CERTIFICATES: u8 = 0xa0;

/// The certificates of a collection in DER, or in BER's indefinite form, in its order. Takes time proportional to the bytes; everything
/// nested deeper than the certificates is skipped.
pub(super) fn certificates(bytes: &[u8]) -> Result<Vec<Vec<u8>>, BundleError> {
    let definite;
    let der: &[u8] = match element_length(bytes) {
        ElementLength::Indefinite => {
            definite = with_lengths(bytes).ok_or(BundleError::Pkcs7)?.0;
            &definite
        }
        _ => bytes,
    };
    let read = asn1::parse(der, |parser| parser.read_element::<Sequence<'_>>()?.parse(read_content_info));
    match read {
        Ok(certificates) if certificates.is_empty() => Err(BundleError::EmptyPkcs7),
        Ok(certificates) => Ok(certificates.into_iter().map(<[u8]>::to_vec).collect()),
        Err(_) => Err(BundleError::Pkcs7),
    }
}

fn read_content_info<'a>(parser: &mut Parser<'a>) -> ParseResult<Vec<&'a [u8]>> {
    if parser.read_element::<Tlv<'a>>()?.full_data() != SIGNED_DATA {
        return Err(ParseError::new(ParseErrorKind::InvalidValue));
    }
    parser.read_explicit_element::<Sequence<'a>>(0)?.parse(read_signed_data)
}

/// SignedData ::= SEQUENCE { version, digestAlgorithms, contentInfo, certificates [0] OPTIONAL, crls [1] OPTIONAL, signerInfos }
/// (RFC 2315 9.1).
fn read_signed_data<'a>(parser: &mut Parser<'a>) -> ParseResult<Vec<&'a [u8]>> {
    parser.read_element::<BigInt<'a>>()?;
    parser.read_element::<Tlv<'a>>()?;
    parser.read_element::<Tlv<'a>>()?;
    let mut certificates = Vec::new();
    while !parser.is_empty() {
        let part = parser.read_element::<Tlv<'a>>()?;
        if part.full_data().first() == Some(&CERTIFICATES) {
            certificates = asn1::parse(part.data(), read_certificates)?;
        }
    }
    Ok(certificates)
}

/// A SET in any order. Nobody can sign in with the other kinds of certificate that it can contain.
fn read_certificates<'a>(parser: &mut Parser<'a>) -> ParseResult<Vec<&'a [u8]>> {
    let mut certificates = Vec::new();
    while !parser.is_empty() {
        let certificate = parser.read_element::<Tlv<'a>>()?.full_data();
        // One more than the limit, so that the excess is noticed.
        if certificate.first() == Some(&SEQUENCE) && certificates.len() <= MAX_ITEMS {
            certificates.push(certificate);
        }
    }
    Ok(certificates)
}
