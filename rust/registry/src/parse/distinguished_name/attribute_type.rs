//! Attribute types in distinguished names: names, object identifiers, and equivalent spellings.

use std::borrow::Cow;

/// An attribute type, known or not.
#[derive(Clone, Debug)]
pub(super) struct AttributeType {
    /// The key for comparison: the short name in lower case, for unknown types the name or identifier as given.
    key: Cow<'static, str>,
    /// The type as text.
    name: Cow<'static, str>,
}

/// A type that has several spellings.
struct KnownType {
    key: &'static str,
    name: &'static str,
    oid: &'static str,
    /// Further names, in lower case: the long ones of RFC 4519, and those of Windows (`S`, `G`, `E`).
    aliases: &'static [&'static str],
}

/// Sources: RFC 4514 section 3, RFC 4519 section 2, RFC 2985 (emailAddress).
const KNOWN: &[KnownType] = &[
    known("cn", "CN", "2.5.4.3", &["commonname"]),
    known("ou", "OU", "2.5.4.11", &["organizationalunitname"]),
    known("dc", "DC", "0.9.2342.19200300.100.1.25", &["domaincomponent"]),
    known("o", "O", "2.5.4.10", &["organizationname"]),
    known("c", "C", "2.5.4.6", &["countryname"]),
    known("l", "L", "2.5.4.7", &["localityname"]),
    known("st", "ST", "2.5.4.8", &["s", "stateorprovincename"]),
    known("street", "STREET", "2.5.4.9", &["streetaddress"]),
    known("sn", "SN", "2.5.4.4", &["surname"]),
    known("gn", "GN", "2.5.4.42", &["g", "givenname"]),
    known("uid", "UID", "0.9.2342.19200300.100.1.1", &["userid"]),
    known("emailaddress", "emailAddress", "1.2.840.113549.1.9.1", &["e", "email"]),
];

const fn known(
    key: &'static str,
    name: &'static str,
    oid: &'static str,
    aliases: &'static [&'static str],
) -> KnownType {
    KnownType { key, name, oid, aliases }
}

impl AttributeType {
    /// Parses a type: a name or an object identifier, the latter also with the prefix `OID.` of RFC 1779.
    ///
    /// `None` if the text is neither (RFC 4512 section 1.4, `descr` and `numericoid`).
    pub(super) fn parse(text: &str) -> Option<Self> {
        let bare = match text.get(..4) {
            Some(prefix) if prefix.eq_ignore_ascii_case("oid.") => &text[4..],
            _ => text,
        };
        let is_oid = is_numeric_oid(bare);
        if !is_oid && !is_name(text) {
            return None;
        }
        let found = KNOWN.iter().find(|known| known.is_spelled(bare));
        Some(match found {
            Some(known) => Self { key: known.key.into(), name: known.name.into() },
            None => Self { key: bare.to_ascii_lowercase().into(), name: bare.to_owned().into() },
        })
    }

    /// The key of a type: only lower-case letters, digits, `.` and `-`.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// The type as text in a distinguished name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl KnownType {
    fn is_spelled(&self, text: &str) -> bool {
        text == self.oid
            || text.eq_ignore_ascii_case(self.key)
            || self.aliases.iter().any(|alias| text.eq_ignore_ascii_case(alias))
    }
}

/// RFC 4512 `descr`: a letter, then letters, digits and hyphens.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// RFC 4512 `numericoid`: numbers without leading zeros, at least two, separated by dots.
fn is_numeric_oid(text: &str) -> bool {
    let is_number = |part: &str| {
        part.bytes().all(|b| b.is_ascii_digit())
            && !part.is_empty()
            && (part == "0" || !part.starts_with('0'))
    };
    text.contains('.') && text.split('.').all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Option<String> {
        AttributeType::parse(text).map(|t| t.key().to_owned())
    }

    #[test]
    fn spellings_of_one_type_have_one_key() {
        for spelling in ["CN", "cn", "commonName", "2.5.4.3", "OID.2.5.4.3", "oid.2.5.4.3"] {
            assert_eq!(key(spelling).as_deref(), Some("cn"));
        }
        assert_eq!(key("S"), key("ST"));
        assert_eq!(key("e"), key("1.2.840.113549.1.9.1"));
        assert_eq!(key("0.9.2342.19200300.100.1.25"), key("DC"));
    }

    #[test]
    fn unknown_types_keep_their_name() {
        let unknown = AttributeType::parse("extensionName-1").expect("a name");
        assert_eq!(unknown.key(), "extensionname-1");
        assert_eq!(unknown.name(), "extensionName-1");
        assert_eq!(key("1.3.6.1.4.1.1466.0").as_deref(), Some("1.3.6.1.4.1.1466.0"));
    }

    #[test]
    fn what_is_neither_name_nor_identifier_is_refused() {
        for text in
            ["", "1", "2.5.", ".5", "02.5", "1cn", "c_n", "-cn", "oid.", "oid.cn", "OID.CN", "ç", "é=é"]
        {
            assert!(key(text).is_none(), "{text}");
        }
    }
}
