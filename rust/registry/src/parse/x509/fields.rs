//! The structure of a certificate (RFC 5280 4.1): the stored fields, borrowed from the DER.

use std::collections::HashSet;

use asn1::{
    BigInt, BitString, Choice2, GeneralizedTime, ParseError, ParseResult, Parser, Sequence, Tlv, UtcTime,
};

use super::distinguished_name::DistinguishedName;
use super::error::CertificateError;
use super::oid::{Oid, SUBJECT_ALTERNATIVE_NAME};

/// The fields of a certificate.
pub(super) struct Fields<'a> {
    /// The content octets of the serial number.
    pub(super) serial_number: &'a [u8],
    pub(super) issuer: DistinguishedName<'a>,
    /// Microseconds since 1970.
    pub(super) not_before: i64,
    /// Microseconds since 1970.
    pub(super) not_after: i64,
    pub(super) subject: DistinguishedName<'a>,
    /// The bits of subjectPublicKey.
    pub(super) public_key: &'a [u8],
    /// The value of the extension subjectAltName.
    pub(super) alternative_names: Option<&'a [u8]>,
}

/// The parts of the TBSCertificate that are stored or checked.
struct Body<'a> {
    version: u8,
    fields: Fields<'a>,
    has_unique_identifiers: bool,
    extensions: Option<Vec<Extension<'a>>>,
}

struct Extension<'a> {
    oid: Oid<'a>,
    value: &'a [u8],
}

impl From<ParseError> for CertificateError {
    /// The library's error for a structure that does not end with its fields.
    fn from(error: ParseError) -> CertificateError {
        of("structure")(error)
    }
}

/// Adds the part to an error. (The library's own error has a location only for its derive.)
fn of(part: &'static str) -> impl Fn(ParseError) -> CertificateError {
    move |error| {
        let reason = error.to_string();
        let reason = reason.strip_prefix("ASN.1 parsing error: ").unwrap_or(&reason).to_owned();
        CertificateError::Damaged { part, reason }
    }
}

/// Reads a certificate: exactly one, DER.
///
/// Two violations of DER are accepted, because .NET accepts them and a certificate that X509Certificate2 opens should not be
/// refused without need: an encoded DEFAULT (version 1, `critical` false) and unsorted RDNs.
pub(super) fn read(der: &[u8]) -> Result<Fields<'_>, CertificateError> {
    let body = asn1::parse::<_, CertificateError, _>(der, |parser| {
        parser.read_element::<Sequence<'_>>().map_err(of("structure"))?.parse(|parser| {
            let signed = parser.read_element::<Tlv<'_>>().map_err(of("structure"))?;
            let body = read_body(signed.full_data())?;
            read_algorithm(parser).map_err(of("signature algorithm"))?;
            parser.read_element::<BitString<'_>>().map_err(of("signature"))?;
            Ok(body)
        })
    })?;
    checked(body)
}

/// Reads a TBSCertificate alone.
pub(super) fn read_signed(signed: &[u8]) -> Result<Fields<'_>, CertificateError> {
    checked(read_body(signed)?)
}

fn checked(body: Body<'_>) -> Result<Fields<'_>, CertificateError> {
    check_version(&body)?;
    let mut fields = body.fields;
    fields.alternative_names = find_alternative_names(&body.extensions.unwrap_or_default())?;
    Ok(fields)
}

fn read_body(signed: &[u8]) -> Result<Body<'_>, CertificateError> {
    asn1::parse(signed, |parser| {
        let body = parser.read_element::<Sequence<'_>>().map_err(of("structure"))?;
        body.parse(read_body_fields)
    })
}

fn read_body_fields<'a>(parser: &mut Parser<'a>) -> Result<Body<'a>, CertificateError> {
    let version = parser.read_optional_explicit_element::<u8>(0).map_err(of("version"))?.unwrap_or(0);
    let serial_number = parser.read_element::<BigInt<'a>>().map_err(of("serial number"))?.as_bytes();
    read_algorithm(parser).map_err(of("signature algorithm"))?;
    let issuer = DistinguishedName::read(parser).map_err(of("issuer"))?;
    let (not_before, not_after) = read_validity(parser).map_err(of("period of validity"))?;
    let subject = DistinguishedName::read(parser).map_err(of("subject"))?;
    let public_key = read_public_key(parser).map_err(of("public key"))?;
    let mut has_unique_identifiers = false;
    for tag in [1, 2] {
        let identifier = parser.read_optional_implicit_element::<BitString<'a>>(tag);
        has_unique_identifiers |= identifier.map_err(of("unique identifiers"))?.is_some();
    }
    let extensions =
        match parser.read_optional_explicit_element::<Sequence<'a>>(3).map_err(of("extensions"))? {
            Some(extensions) => Some(extensions.parse(read_extensions).map_err(of("extensions"))?),
            None => None,
        };
    let fields =
        Fields { serial_number, issuer, not_before, not_after, subject, public_key, alternative_names: None };
    Ok(Body { version, fields, has_unique_identifiers, extensions })
}

/// AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL } (RFC 5280 4.1.1.2).
fn read_algorithm(parser: &mut Parser<'_>) -> ParseResult<()> {
    parser.read_element::<Sequence<'_>>()?.parse(|parser| {
        parser.read_element::<Oid<'_>>()?;
        parser.read_element::<Option<Tlv<'_>>>()?;
        Ok(())
    })
}

/// The key's bits of a SubjectPublicKeyInfo (RFC 5280 4.1.2.7). They are only compared. The algorithm is left
/// out, because its parameters can be encoded in several ways.
fn read_public_key<'a>(parser: &mut Parser<'a>) -> ParseResult<&'a [u8]> {
    parser.read_element::<Sequence<'a>>()?.parse(|parser| {
        read_algorithm(parser)?;
        Ok(parser.read_element::<BitString<'a>>()?.as_bytes())
    })
}

fn read_validity(parser: &mut Parser<'_>) -> ParseResult<(i64, i64)> {
    parser.read_element::<Sequence<'_>>()?.parse(|parser| Ok((read_time(parser)?, read_time(parser)?)))
}

/// Time (RFC 5280 4.1.2.5) as microseconds since 1970. The library applies the rules: UTCTime is 1950 to 2049, both forms have
/// seconds and end in `Z`. GeneralizedTime before 2050 is accepted, as by every reader.
fn read_time(parser: &mut Parser<'_>) -> ParseResult<i64> {
    let seconds = match parser.read_element::<Choice2<UtcTime, GeneralizedTime>>()? {
        Choice2::ChoiceA(time) => time.as_chrono().timestamp(),
        Choice2::ChoiceB(time) => time.as_chrono().timestamp(),
    };
    // Years have four digits: the product fits easily into an i64.
    Ok(seconds * 1_000_000)
}

fn read_extensions<'a>(parser: &mut Parser<'a>) -> ParseResult<Vec<Extension<'a>>> {
    let mut extensions = Vec::new();
    while !parser.is_empty() {
        extensions.push(parser.read_element::<Sequence<'a>>()?.parse(|parser| {
            let oid = parser.read_element()?;
            parser.read_element::<Option<bool>>()?;
            ParseResult::Ok(Extension { oid, value: parser.read_element()? })
        })?);
    }
    Ok(extensions)
}

fn check_version(body: &Body<'_>) -> Result<(), CertificateError> {
    let version = body.version;
    if version > 2 {
        Err(CertificateError::UnknownVersion { version })
    } else if version < 1 && body.has_unique_identifiers {
        Err(CertificateError::FieldOfLaterVersion { version, field: "unique identifiers" })
    } else if version < 2 && body.extensions.is_some() {
        Err(CertificateError::FieldOfLaterVersion { version, field: "extensions" })
    } else {
        Ok(())
    }
}

/// The value of subjectAltName, if no extension occurs twice.
fn find_alternative_names<'a>(extensions: &[Extension<'a>]) -> Result<Option<&'a [u8]>, CertificateError> {
    let mut seen = HashSet::new();
    let mut found = None;
    for extension in extensions {
        if !seen.insert(extension.oid) {
            return Err(CertificateError::RepeatedExtension { oid: extension.oid.to_string() });
        }
        if extension.oid == SUBJECT_ALTERNATIVE_NAME {
            found = Some(extension.value);
        }
    }
    Ok(found)
}
