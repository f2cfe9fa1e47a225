//! Parsing of distinguished names: RFC 4514, and what RFC 1779 and 2253 allowed.

use crate::model::hex;

use super::attribute_type::AttributeType;
use super::ber;
use super::error::DnError;
use super::value::Value;
use super::{Attribute, Rdn, MAX_LENGTH, MAX_RDNS};

/// Parses the whole text.
pub(super) fn parse(text: &str) -> Result<Vec<Rdn>, DnError> {
    if text.len() > MAX_LENGTH {
        return Err(DnError::TooLong);
    }
    let mut parser = Parser { text, at: 0 };
    let mut rdns = Vec::new();
    parser.skip_blanks();
    if parser.peek().is_none() {
        return Ok(rdns);
    }
    loop {
        if rdns.len() == MAX_RDNS {
            return Err(DnError::TooManyRdns);
        }
        rdns.push(parser.rdn()?);
        // RFC 1779 also allowed semicolons as separators, and RFC 4514 still requires them to be escaped in values.
        if !parser.skip_one_of(b",;") {
            return Ok(rdns);
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_one_of(&mut self, wanted: &[u8]) -> bool {
        let found = self.peek().map_or(false, |b| wanted.contains(&b));
        self.at += usize::from(found);
        found
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'a str {
        let start = self.at;
        while self.peek().map_or(false, &wanted) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    fn skip_blanks(&mut self) {
        self.skip_while(is_blank);
    }

    /// One component: an attribute, or several joined by `+`.
    fn rdn(&mut self) -> Result<Rdn, DnError> {
        let mut attributes = vec![self.attribute()?];
        while self.skip_one_of(b"+") {
            attributes.push(self.attribute()?);
        }
        Ok(Rdn { attributes })
    }

    /// `type=value`; stops at a separator or the end.
    fn attribute(&mut self) -> Result<Attribute, DnError> {
        self.skip_blanks();
        let at = self.at;
        let name = self.skip_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
        if name.is_empty() {
            return Err(DnError::MissingType { at });
        }
        let kind = AttributeType::parse(name).ok_or(DnError::InvalidType { at })?;
        self.skip_blanks();
        if !self.skip_one_of(b"=") {
            return Err(DnError::MissingEquals { at: self.at });
        }
        self.skip_blanks();
        let at = self.at;
        let value = match self.peek() {
            Some(b'#') => self.encoded_value()?,
            Some(b'"') => self.quoted_value()?,
            _ => self.plain_value()?,
        };
        if value.text().map_or(false, |text| text.contains('\0')) {
            return Err(DnError::ZeroCharacter { at });
        }
        self.skip_blanks();
        match self.peek() {
            None | Some(b',' | b';' | b'+') => Ok(Attribute { kind, value }),
            Some(_) => Err(DnError::MissingSeparator { at: self.at }),
        }
    }

    /// `#` and a BER encoding in hexadecimal digits.
    fn encoded_value(&mut self) -> Result<Value, DnError> {
        let at = self.at;
        self.at += 1;
        let digits = self.skip_while(|b| b.is_ascii_hexdigit()).as_bytes();
        let bytes: Option<Vec<u8>> = digits.chunks(2).map(hex::byte).collect();
        match bytes {
            Some(bytes) if !bytes.is_empty() => {
                Ok(ber::decode_string(&bytes).map_or(Value::Encoded(bytes), Value::Text))
            }
            _ => Err(DnError::BadHex { at }),
        }
    }

    /// A value in quotation marks, as in RFC 1779 for values with separators.
    fn quoted_value(&mut self) -> Result<Value, DnError> {
        let at = self.at;
        self.at += 1;
        let (bytes, _) = self.bytes_until(|byte| byte == b'"')?;
        if !self.skip_one_of(b"\"") {
            return Err(DnError::UnclosedQuote { at });
        }
        text_value(bytes, at)
    }

    /// A value up to the next separator, without the blanks at its ends unless they are escaped.
    fn plain_value(&mut self) -> Result<Value, DnError> {
        let at = self.at;
        let (mut bytes, length_without_blanks) =
            self.bytes_until(|byte| matches!(byte, b',' | b';' | b'+'))?;
        bytes.truncate(length_without_blanks);
        text_value(bytes, at)
    }

    /// The bytes up to an end, and how many they are without the blanks at the end that are not escaped.
    fn bytes_until(&mut self, is_end: impl Fn(u8) -> bool) -> Result<(Vec<u8>, usize), DnError> {
        let (mut bytes, mut length_without_blanks) = (Vec::new(), 0);
        while let Some(byte) = self.peek().filter(|byte| !is_end(*byte)) {
            if byte == b'\\' {
                bytes.push(self.escaped_byte()?);
            } else {
                bytes.push(byte);
                self.at += 1;
            }
            if !is_blank(byte) {
                length_without_blanks = bytes.len();
            }
        }
        Ok((bytes, length_without_blanks))
    }

    /// The byte that a backslash escape encodes.
    fn escaped_byte(&mut self) -> Result<u8, DnError> {
        let at = self.at;
        let rest = &self.text.as_bytes()[at + 1..];
        if let Some(byte) = rest.get(..2).and_then(hex::byte) {
            self.at += 3;
            return Ok(byte);
        }
        match rest.first() {
            // The slash is not a special character, but ADSI escapes it in its paths.
            Some(byte @ (b' ' | b'"' | b'#' | b'+' | b',' | b';' | b'<' | b'=' | b'>' | b'\\' | b'/')) => {
                self.at += 2;
                Ok(*byte)
            }
            _ => Err(DnError::BadEscape { at }),
        }
    }
}

/// Blanks that are allowed around separators. RFC 2253 allows only the space; names copied from wrapped lines have others.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn text_value(bytes: Vec<u8>, at: usize) -> Result<Value, DnError> {
    String::from_utf8(bytes).map(Value::Text).map_err(|_| DnError::NotUtf8 { at })
}
