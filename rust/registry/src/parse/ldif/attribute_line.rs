//! One unfolded line: the name of an attribute, its options and its value.

use crate::parse::entry::Entry;
use crate::parse::text::trimmed;

use super::error::LdifErrorKind;
use super::limits::MAX_OPTIONS;

/// An attribute as spelled in its line (RFC 2849 `attrval-spec`).
#[derive(Debug)]
pub(super) struct AttributeLine<'a> {
    /// The name without options.
    pub(super) name: &'a str,
    /// The options, each preceded by a semicolon.
    options: &'a str,
    value: RawValue<'a>,
}

#[derive(Debug)]
enum RawValue<'a> {
    Plain(&'a [u8]),
    Base64(&'a [u8]),
}

impl<'a> AttributeLine<'a> {
    /// Splits a line; the value is not decoded yet.
    pub(super) fn parse(line: &'a [u8]) -> Result<Self, LdifErrorKind> {
        let colon = memchr::memchr(b':', line).ok_or(LdifErrorKind::MissingColon)?;
        let (name, options) = parse_description(&line[..colon]).ok_or(LdifErrorKind::InvalidName)?;
        let value = match line.get(colon + 1) {
            Some(b':') => RawValue::Base64(trimmed(&line[colon + 2..], |b| *b == b' ')),
            Some(b'<') => return Err(LdifErrorKind::UrlValue { attribute: shown(name) }),
            _ => RawValue::Plain(trim_leading_spaces(&line[colon + 1..])),
        };
        Ok(Self { name, options, value })
    }

    /// Whether the attribute has this name and no options.
    pub(super) fn is(&self, name: &str) -> bool {
        self.options.is_empty() && self.name.eq_ignore_ascii_case(name)
    }

    /// The value's bytes.
    pub(super) fn value(&self) -> Result<Vec<u8>, LdifErrorKind> {
        let mut bytes = Vec::new();
        self.append_value(&mut bytes)?;
        Ok(bytes)
    }

    /// Adds the attribute to an entry, its value decoded.
    pub(super) fn add_to(&self, entry: &mut Entry) -> Result<(), LdifErrorKind> {
        entry.add(self.name, self.options, |values| self.append_value(values))
    }

    fn append_value(&self, bytes: &mut Vec<u8>) -> Result<(), LdifErrorKind> {
        match self.value {
            RawValue::Plain(plain) => bytes.extend_from_slice(plain),
            RawValue::Base64(digits) => base64::decode_config_buf(digits, base64::STANDARD, bytes)
                .map_err(|_| LdifErrorKind::InvalidBase64 { attribute: shown(self.name) })?,
        }
        Ok(())
    }
}

/// Splits `name;option;option`. `None` if it is not an attribute description.
///
/// Source: RFC 4512 section 2.5. In addition `_` is accepted, which some directories have in names, and in options
/// the ranges of Active Directory: `range=0-*` (\[MS-ADTS\] 3.1.1.3.1.3.3).
fn parse_description(description: &[u8]) -> Option<(&str, &str)> {
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
    let is_option = |b: u8| is_name(b) || matches!(b, b'=' | b'*');
    let end = description.iter().position(|b| !is_name(*b)).unwrap_or(description.len());
    let text = std::str::from_utf8(description).ok()?;
    let (name, options) = text.split_at(end);
    let options_are_valid = options.is_empty()
        || options.starts_with(';')
            && options[1..].split(';').all(|option| !option.is_empty() && option.bytes().all(is_option))
            && options.bytes().filter(|b| *b == b';').count() <= MAX_OPTIONS;
    let valid = name.starts_with(|c: char| c.is_ascii_alphanumeric()) && options_are_valid;
    valid.then_some((name, options))
}

/// The start of a name, for a message.
fn shown(name: &str) -> String {
    // Names are ASCII here, so every byte is a character.
    name[..name.len().min(64)].to_owned()
}

fn trim_leading_spaces(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|b| *b != b' ').unwrap_or(bytes.len());
    &bytes[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An entry with the attribute of that line only.
    fn decode(line: &[u8]) -> Result<Entry, LdifErrorKind> {
        let mut entry = Entry::default();
        AttributeLine::parse(line)?.add_to(&mut entry)?;
        Ok(entry)
    }

    fn value_of(line: &[u8]) -> Result<Vec<u8>, LdifErrorKind> {
        decode(line).map(|entry| entry.attributes().flat_map(|a| a.value.to_vec()).collect())
    }

    #[test]
    fn values_are_plain_or_base64() {
        for (line, value) in [
            (&b"cn: Ken"[..], &b"Ken"[..]),
            (b"cn:Ken", b"Ken"),
            (b"cn:   Ken  ", b"Ken  "),
            (b"cn:", b""),
            (b"cn: ", b""),
            (b"cn: :", b":"),
            (b"cn: <file:///etc/passwd", b"<file:///etc/passwd"),
            (b"cn: \xFF", b"\xFF"),
            (b"cn::", b""),
            (b"cn:: S2Vu", b"Ken"),
            (b"cn::S2Vu ", b"Ken"),
            (b"cn:: IEtlbg==", b" Ken"),
        ] {
            assert_eq!(value_of(line), Ok(value.to_vec()));
        }
    }

    #[test]
    fn options_follow_the_name() {
        let entry = decode(b"member;range=0-1499;lang-de: a").expect("an attribute");
        let attribute = entry.attributes().next().expect("an attribute");
        assert_eq!(attribute.name, "member");
        assert_eq!(attribute.options().collect::<Vec<_>>(), ["range=0-1499", "lang-de"]);
        assert!(decode(b"member;range=1500-*: a").is_ok());
        let many = |n: usize| format!("a{}: b", ";o".repeat(n)).into_bytes();
        assert!(decode(&many(MAX_OPTIONS)).is_ok());
        assert_eq!(decode(&many(MAX_OPTIONS + 1)), Err(LdifErrorKind::InvalidName));
    }

    #[test]
    fn what_is_no_attribute_is_refused() {
        for line in [
            &b": a"[..],
            b";binary: a",
            b"a;: b",
            b"a;;b: c",
            b"a b: c",
            b"\tcn: a",
            b"\xC3\xA9: a",
            b"-a: b",
        ] {
            assert_eq!(decode(line), Err(LdifErrorKind::InvalidName));
        }
        assert_eq!(decode(b"Ken Myer"), Err(LdifErrorKind::MissingColon));
        assert_eq!(decode(b"-"), Err(LdifErrorKind::MissingColon));
    }

    #[test]
    fn urls_and_bad_base64_name_the_attribute() {
        let attribute = || "jpegPhoto".to_owned();
        for line in [&b"jpegPhoto:< file:///etc/passwd"[..], b"jpegPhoto:<"] {
            assert_eq!(decode(line), Err(LdifErrorKind::UrlValue { attribute: attribute() }));
        }
        for line in [&b"jpegPhoto:: S2V"[..], b"jpegPhoto:: S2Vu=", b"jpegPhoto:: S2 Vu", b"jpegPhoto:: S2_u"]
        {
            assert_eq!(decode(line), Err(LdifErrorKind::InvalidBase64 { attribute: attribute() }));
        }
        let long = [&b"a".repeat(1000)[..], b":<"].concat();
        assert_eq!(decode(&long), Err(LdifErrorKind::UrlValue { attribute: "a".repeat(64) }));
    }
}
