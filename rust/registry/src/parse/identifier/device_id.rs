//! Device ids: the GUID under which a client device asked for its certificate.

use std::fmt;
use std::str::FromStr;

use super::hex;
use super::IdentifierError;

/// A device's id: sixteen bytes in the order in which RFC 4122 (4.1.2) writes them, which is the order of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceId([u8; 16]);

/// Where the text of a GUID has its hyphens, counted in digits before them.
const HYPHENS: [usize; 4] = [8, 12, 16, 20];

impl DeviceId {
    /// The id of these bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> DeviceId {
        DeviceId(bytes)
    }

    /// Reads a GUID in either case, in braces, parentheses or neither, with its four hyphens or without any.
    ///
    /// # Errors
    /// [`IdentifierError::NotAGuid`].
    pub fn parse(text: &str) -> Result<DeviceId, IdentifierError> {
        let text = text.trim();
        let text = within(text, '{', '}').or_else(|| within(text, '(', ')')).unwrap_or(text);
        let mut bytes = [0u8; 16];
        let mut digits = 0;
        let mut hyphens = 0;
        for character in text.chars() {
            if character == '-' {
                // The next hyphen, and in its place: `12345678--…` and `1234-…` are typing errors.
                if HYPHENS.get(hyphens) != Some(&digits) {
                    return Err(IdentifierError::NotAGuid);
                }
                hyphens += 1;
                continue;
            }
            let value = hex::digit(character).map_err(|_| IdentifierError::NotAGuid)?;
            let byte = bytes.get_mut(digits / 2).ok_or(IdentifierError::NotAGuid)?;
            *byte = *byte << 4 | value;
            digits += 1;
        }
        if digits == 32 && (hyphens == 0 || hyphens == HYPHENS.len()) {
            Ok(DeviceId(bytes))
        } else {
            Err(IdentifierError::NotAGuid)
        }
    }

    /// The sixteen bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// The text between the two brackets, if it stands in both.
fn within(text: &str, open: char, close: char) -> Option<&str> {
    text.strip_prefix(open)?.strip_suffix(close)
}

impl FromStr for DeviceId {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<DeviceId, IdentifierError> {
        DeviceId::parse(text)
    }
}

impl fmt::Display for DeviceId {
    /// `{18e7332f-d993-5a46-9bf5-07b7f8cc70fa}`, as Get-CsClientCertificate prints it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("{")?;
        for (index, byte) in self.0.iter().enumerate() {
            if HYPHENS.contains(&(index * 2)) {
                formatter.write_str("-")?;
            }
            write!(formatter, "{byte:02x}")?;
        }
        formatter.write_str("}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PRINTED: &str = "{18e7332f-d993-5a46-9bf5-07b7f8cc70fa}";

    #[test]
    fn reads_every_way_to_write_a_guid() {
        for text in [
            PRINTED,
            "18E7332F-D993-5A46-9BF5-07B7F8CC70FA",
            "(18e7332f-d993-5a46-9bf5-07b7f8cc70fa)",
            "18e7332fd9935a469bf507b7f8cc70fa",
            "{18E7332FD9935A469BF507B7F8CC70FA}",
            " {18e7332f-d993-5a46-9bf5-07b7f8cc70fa}\r\n",
        ] {
            let id = DeviceId::parse(text).unwrap();
            assert_eq!(id.to_string(), PRINTED, "{text:?}");
            assert_eq!(id.as_bytes()[..4], [0x18, 0xe7, 0x33, 0x2f]);
        }
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            "",
            "{}",
            "{18e7332f-d993-5a46-9bf5-07b7f8cc70fa",
            "18e7332f-d993-5a46-9bf5-07b7f8cc70fa)",
            "{18e7332f-d993-5a46-9bf5-07b7f8cc70fa)",
            "{{18e7332f-d993-5a46-9bf5-07b7f8cc70fa}}",
            "18e7332fd993-5a46-9bf5-07b7f8cc70fa",
            "18e7332f--d993-5a46-9bf507b7f8cc70fa",
            "18e7332f-d993-5a46-9bf5-07b7f8cc70f",
            "18e7332f-d993-5a46-9bf5-07b7f8cc70fa0",
            "18e7332f-d993-5a46-9bf5-07b7f8cc70fa-",
            "18e7332f-d993-5a46-9bf5-07b7f8cc70fg",
        ] {
            assert_eq!(DeviceId::parse(text), Err(IdentifierError::NotAGuid), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = DeviceId::parse(&text);
        }

        #[test]
        fn its_own_text_reads_back(bytes in any::<[u8; 16]>()) {
            let id = DeviceId::from_bytes(bytes);
            prop_assert_eq!(DeviceId::parse(&id.to_string()), Ok(id));
        }
    }
}
