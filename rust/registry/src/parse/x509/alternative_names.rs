//! The subject alternative names (RFC 5280 4.2.1.6) that may identify a user.

use asn1::{ParseError, ParseErrorKind, ParseResult, Sequence, Tlv};

use super::certificate_name::{CertificateName, CertificateNameKind};
use super::directory_string;
use super::oid::{Oid, USER_PRINCIPAL_NAME};

/// The identifying names among the GeneralNames of the extension's value, in their order. A name that cannot be read is
/// left out.
///
/// # Errors
/// If the list itself cannot be divided into names. The caller then gets none of them: the readable part of a list might
/// identify one user where the whole list identifies two, and no code may choose between them.
pub(super) fn read(extension: &[u8]) -> ParseResult<Vec<CertificateName>> {
    asn1::parse_single::<Sequence<'_>>(extension)?.parse(|parser| {
        let mut names = Vec::new();
        while !parser.is_empty() {
            names.extend(read_name(&parser.read_element::<Tlv<'_>>()?));
        }
        Ok(names)
    })
}

/// The name in a GeneralName, if it is one that can identify a user.
fn read_name(general_name: &Tlv<'_>) -> Option<CertificateName> {
    use CertificateNameKind::{DnsName, Rfc822Name, SipUri, UserPrincipalName};
    let content = general_name.data();
    // The context-specific tags of GeneralName; an otherName is constructed, the others are an implicit IA5String.
    match general_name.tag().as_u8()? {
        0xa0 => CertificateName::new(UserPrincipalName, read_user_principal_name(content).ok()?),
        0x81 => CertificateName::new(Rfc822Name, directory_string::ascii(content)?),
        0x82 => CertificateName::new(DnsName, directory_string::ascii(content)?),
        0x86 => CertificateName::new(SipUri, directory_string::ascii(content)?),
        _ => None,
    }
}

/// OtherName ::= SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY }. Microsoft defines the value as UTF8String;
/// other issuers also use IA5String.
fn read_user_principal_name(content: &[u8]) -> ParseResult<String> {
    let no_name = || ParseError::new(ParseErrorKind::InvalidValue);
    asn1::parse(content, |parser| {
        let oid = parser.read_element::<Oid<'_>>()?;
        let value = parser.read_explicit_element::<Tlv<'_>>(0)?;
        if oid == USER_PRINCIPAL_NAME {
            directory_string::decode(&value).ok_or_else(no_name)
        } else {
            Err(no_name())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::der_builder::{element, other_name, sequence, IA5, UTF8};

    const UPN: &[u8] = b"\x2b\x06\x01\x04\x01\x82\x37\x14\x02\x03";

    fn texts(names: &[Vec<u8>]) -> Vec<String> {
        read(&sequence(names)).unwrap().into_iter().map(|name| name.text).collect()
    }

    #[test]
    fn bad_names_are_skipped_and_the_good_ones_stay() {
        let good = element(0x81, b"ken@litwareinc.com");
        for bad in [
            element(0x81, b"k\xe9n@litwareinc.com"),
            element(0x81, b"ken@litwareinc.com\0.evil.com"),
            element(0x81, b""),
            element(0xa1, b"ken@litwareinc.com"),
            other_name(UPN, &element(UTF8, b"\xff")),
            other_name(UPN, b""),
            other_name(UPN, &[element(UTF8, b"a"), element(UTF8, b"b")].concat()),
            other_name(b"\x2a\x03\x04", &element(UTF8, b"other@litwareinc.com")),
            element(0xa0, b"\x06"),
            element(0xa0, &element(0x06, UPN)),
            element(0x87, &[192, 0, 2, 7]),
            element(0xa4, b"\x30\x00"),
        ] {
            assert_eq!(texts(&[bad.clone(), good.clone(), bad]), ["ken@litwareinc.com"]);
        }
    }

    #[test]
    fn user_principal_names_are_read_from_either_string_type() {
        for identifier in [UTF8, IA5] {
            let name = other_name(UPN, &element(identifier, b"ken@corp.litwareinc.com"));
            assert_eq!(texts(&[name]), ["ken@corp.litwareinc.com"]);
        }
    }

    #[test]
    fn a_list_that_breaks_off_names_nobody() {
        let broken = sequence(&[element(0x81, b"ken@litwareinc.com"), vec![0x81, 0x7f, b'x']]);
        assert!(read(&broken).is_err());
        // A long-form tag with a number that has a short form.
        assert!(read(&sequence(&[element(0x81, b"ken@litwareinc.com"), vec![0x9f, 0]])).is_err());
        assert!(read(b"").is_err());
        assert!(read(&[sequence(&[]), vec![0]].concat()).is_err());
        assert_eq!(read(&sequence(&[])).unwrap(), []);
    }
}
