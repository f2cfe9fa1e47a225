//! Values in distinguished names: comparison and text form.

use std::fmt::{self, Write};

/// The value of one attribute in a relative distinguished name.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Text, independent of its spelling.
    Text(String),
    /// A BER encoding other than a character string; compared byte by byte.
    Encoded(Vec<u8>),
}

impl Value {
    /// The text, if the value is text.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Encoded(_) => None,
        }
    }

    /// Appends the value's key: the folded text with `\` before the separators of keys (`,` `+` `\`) and before a `#`
    /// at the start, or `#` and the bytes. So special characters never make the keys of different values equal.
    pub(super) fn push_key(&self, key: &mut String, fold: fn(&str) -> String) {
        match self {
            Value::Text(text) => {
                for (i, c) in fold(text).chars().enumerate() {
                    if matches!(c, ',' | '+' | '\\') || (c == '#' && i == 0) {
                        key.push('\\');
                    }
                    key.push(c);
                }
            }
            Value::Encoded(bytes) => {
                key.push('#');
                for byte in bytes {
                    // Writing to a String cannot fail.
                    let _ = write!(key, "{byte:02x}");
                }
            }
        }
    }
}

/// Writes the value as in RFC 4514 section 2.4, with control characters as escaped bytes.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Value::Text(text) => text,
            Value::Encoded(bytes) => {
                f.write_char('#')?;
                return bytes.iter().try_for_each(|byte| write!(f, "{byte:02X}"));
            }
        };
        let last = text.chars().count().saturating_sub(1);
        for (i, c) in text.chars().enumerate() {
            let at_edge = (i == 0 && matches!(c, ' ' | '#')) || (i == last && c == ' ');
            if at_edge || matches!(c, '"' | '+' | ',' | ';' | '<' | '>' | '\\') {
                write!(f, "\\{c}")?;
            } else if c.is_control() {
                let mut utf8 = [0; 4];
                c.encode_utf8(&mut utf8).bytes().try_for_each(|byte| write!(f, "\\{byte:02X}"))?;
            } else {
                f.write_char(c)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_the_rfc_has_it() {
        for (text, written) in [
            ("James \"Jim\" Smith, III", "James \\\"Jim\\\" Smith\\, III"),
            ("Before\rAfter", "Before\\0DAfter"),
            (" #", "\\ #"),
            ("# ", "\\#\\ "),
            (" ", "\\ "),
            ("a=b", "a=b"),
            ("\u{9B}x", "\\C2\\9Bx"),
            ("Lučić", "Lučić"),
            ("", ""),
        ] {
            assert_eq!(Value::Text(text.to_owned()).to_string(), written);
        }
        assert_eq!(Value::Encoded(vec![4, 2, 0x48, 0x69]).to_string(), "#04024869");
    }

    #[test]
    fn keys_of_text_and_encodings_never_meet() {
        let key = |value: Value| {
            let mut key = String::new();
            value.push_key(&mut key, crate::parse::text::fold::name_key);
            key
        };
        assert_eq!(key(Value::Encoded(vec![4, 0])), "#0400");
        assert_eq!(key(Value::Text("#0400".into())), "\\#0400");
        assert_eq!(key(Value::Text("A,B+C\\".into())), "a\\,b\\+c\\\\");
    }
}
