//! The issuer's and the subject's name (RFC 5280 4.1.2.4): parsing it, and its text.

use asn1::{ParseError, ParseErrorKind, ParseResult, Parser, Sequence, SetOf, SimpleAsn1Readable, Tlv};

use crate::model::hex::push_upper;

use super::directory_string;
use super::oid::{Oid, COMMON_NAME};

/// One attribute of a name.
struct Attribute<'a> {
    oid: Oid<'a>,
    value: Tlv<'a>,
}

/// A distinguished name: RDNs in the order of the encoding, each of one attribute or more.
pub(super) struct DistinguishedName<'a> {
    rdns: Vec<Vec<Attribute<'a>>>,
}

impl<'a> DistinguishedName<'a> {
    /// Reads a Name. The attributes of an RDN can be in any order: DER requires them to be sorted, but Windows and .NET
    /// accept any order, and it has no meaning.
    pub(super) fn read(parser: &mut Parser<'a>) -> ParseResult<DistinguishedName<'a>> {
        let rdns = parser.read_element::<Sequence<'a>>()?.parse(|parser| {
            let mut rdns = Vec::new();
            while !parser.is_empty() {
                rdns.push(read_rdn(parser)?);
            }
            ParseResult::Ok(rdns)
        })?;
        Ok(DistinguishedName { rdns })
    }

    /// Every common name, in the order of the encoding; those whose value is not text are left out.
    pub(super) fn common_names(&self) -> impl Iterator<Item = String> + '_ {
        self.rdns
            .iter()
            .flatten()
            .filter(|attribute| attribute.oid == COMMON_NAME)
            .filter_map(|attribute| directory_string::decode(&attribute.value))
    }

    /// The common name of a name that consists only of it.
    pub(super) fn sole_common_name(&self) -> Option<String> {
        match self.rdns.as_slice() {
            [rdn] if rdn.len() == 1 => self.common_names().next(),
            _ => None,
        }
    }

    /// The name's text as .NET's `X509Certificate2.Subject` prints it: the last RDN first, `, ` between RDNs and ` + `
    /// within, values quoted where they must be, quotes doubled.
    ///
    /// Two things differ from .NET, so that the text is safe to print and never lost: control characters become U+FFFD,
    /// and a value that is not text is printed as `#` and the hexadecimal digits of its DER (RFC 4514 2.4), where .NET
    /// rejects the whole name. Attributes that are not in the table of Windows are printed as `OID.1.2.3`, on every platform.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (rdn_index, rdn) in self.rdns.iter().rev().enumerate() {
            for (index, attribute) in rdn.iter().enumerate() {
                text.push_str(match (rdn_index, index) {
                    (0, 0) => "",
                    (_, 0) => ", ",
                    _ => " + ",
                });
                push_attribute(&mut text, attribute);
            }
        }
        text
    }
}

/// Reads a RelativeDistinguishedName: SET SIZE (1..MAX) OF AttributeTypeAndValue.
fn read_rdn<'a>(parser: &mut Parser<'a>) -> ParseResult<Vec<Attribute<'a>>> {
    let set = parser.read_element::<Tlv<'a>>()?;
    if set.tag() != <SetOf<'a, Tlv<'a>> as SimpleAsn1Readable<'a>>::TAG {
        return Err(ParseError::new(ParseErrorKind::UnexpectedTag { actual: set.tag() }));
    }
    if set.data().is_empty() {
        return Err(ParseError::new(ParseErrorKind::InvalidValue));
    }
    asn1::parse(set.data(), |parser| {
        let mut attributes = Vec::new();
        while !parser.is_empty() {
            attributes.push(parser.read_element::<Sequence<'a>>()?.parse(|parser| {
                ParseResult::Ok(Attribute { oid: parser.read_element()?, value: parser.read_element()? })
            })?);
        }
        Ok(attributes)
    })
}

fn push_attribute(text: &mut String, attribute: &Attribute<'_>) {
    let oid = attribute.oid.to_string();
    match short_name(&oid) {
        Some(name) => text.push_str(name),
        None => {
            text.push_str("OID.");
            text.push_str(&oid);
        }
    }
    text.push('=');
    match directory_string::decode(&attribute.value) {
        Some(value) => push_value(text, &value),
        None => {
            text.push('#');
            push_upper(text, attribute.value.full_data());
        }
    }
}

/// The keyword of an attribute in Windows (CertNameToStr) and .NET.
fn short_name(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "2.5.4.3" => "CN",
        "2.5.4.4" => "SN",
        "2.5.4.5" => "SERIALNUMBER",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "S",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "2.5.4.12" => "T",
        "2.5.4.13" => "Description",
        "2.5.4.17" => "PostalCode",
        "2.5.4.18" => "POBox",
        "2.5.4.20" => "Phone",
        "2.5.4.42" => "G",
        "2.5.4.43" => "I",
        "2.5.4.46" => "dnQualifier",
        "0.9.2342.19200300.100.1.25" => "DC",
        "1.2.840.113549.1.9.1" => "E",
        _ => return None,
    })
}

fn push_value(text: &mut String, value: &str) {
    let is_blank = |character: char| matches!(character, ' ' | '\t'..='\r');
    let quoted = value.is_empty()
        || value.starts_with(is_blank)
        || value.ends_with(is_blank)
        || value.contains([',', '+', '=', '"', '\n', '<', '>', '#', ';']);
    if quoted {
        text.push('"');
    }
    for character in value.chars() {
        match character {
            '"' if quoted => text.push_str("\"\""),
            _ if is_unprintable(character) => text.push(char::REPLACEMENT_CHARACTER),
            _ => text.push(character),
        }
    }
    if quoted {
        text.push('"');
    }
}

/// Characters that control a terminal or reorder the text around them: control characters, line and paragraph
/// separators, and the embeddings, overrides and isolates of the bidirectional algorithm (UAX #9).
fn is_unprintable(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::der_builder::{attribute, element, sequence, set, ORGANIZATION, UTF8};

    const CN: &[u8] = b"\x55\x04\x03";

    fn text_of(der: &[u8]) -> ParseResult<String> {
        asn1::parse(der, |parser| DistinguishedName::read(parser).map(|name| name.text()))
    }

    fn text_of_value(value: &str) -> String {
        text_of(&sequence(&[set(&[attribute(CN, UTF8, value.as_bytes())])])).unwrap()
    }

    #[test]
    fn values_are_quoted_as_dot_net_quotes_them() {
        for (value, text) in [
            ("Ken Myer", "CN=Ken Myer"),
            ("", "CN=\"\""),
            (" Ken", "CN=\" Ken\""),
            ("Ken ", "CN=\"Ken \""),
            ("a,b", "CN=\"a,b\""),
            ("a\"b", "CN=\"a\"\"b\""),
            ("#1", "CN=\"#1\""),
            ("-", "CN=-"),
            ("a\\b  c", "CN=a\\b  c"),
            ("a'b", "CN=a'b"),
        ] {
            assert_eq!(text_of_value(value), text);
        }
    }

    #[test]
    fn nothing_in_the_text_acts_on_a_terminal() {
        assert_eq!(text_of_value("a\0b\u{1b}[2Jc"), "CN=a\u{fffd}b\u{fffd}[2Jc");
        assert_eq!(text_of_value("\u{202e}nek\u{85}"), "CN=\u{fffd}nek\u{fffd}");
        assert_eq!(text_of_value("line\nbreak"), "CN=\"line\u{fffd}break\"");
    }

    #[test]
    fn order_is_last_first_between_rdns_and_as_encoded_within() {
        let rdn = set(&[attribute(ORGANIZATION, UTF8, b"o"), attribute(CN, UTF8, b"unsorted")]);
        let der = sequence(&[rdn, set(&[attribute(CN, UTF8, b"last")])]);
        assert_eq!(text_of(&der).unwrap(), "CN=last, O=o + CN=unsorted");
    }

    #[test]
    fn values_that_are_no_text_are_printed_as_der() {
        let der = sequence(&[
            set(&[attribute(CN, UTF8, b"\xff")]),
            set(&[attribute(b"\x2a\x03\x04", 0x02, b"\x05")]),
        ]);
        assert_eq!(text_of(&der).unwrap(), "OID.1.2.3.4=#020105, CN=#0C01FF");
    }

    #[test]
    fn an_empty_name_is_an_empty_text_and_an_empty_rdn_is_an_error() {
        assert_eq!(text_of(&sequence(&[])).unwrap(), "");
        assert!(text_of(&sequence(&[set(&[])])).is_err());
        assert!(text_of(&sequence(&[element(0x30, &attribute(CN, UTF8, b"x"))])).is_err());
        assert!(text_of(&sequence(&[set(&[sequence(&[element(0x06, CN)])])])).is_err());
    }
}
