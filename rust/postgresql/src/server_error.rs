//! What a server says in errors and notices: fields with a letter each (PostgreSQL's documentation, 55.8).

use std::fmt;

/// What is read of an error: they are kept, and nobody reads more.
const MOST: usize = 1 << 16;

/// An error or a notice as the server told it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerError {
    /// ERROR, FATAL or PANIC; of a notice WARNING, NOTICE, INFO, LOG or DEBUG.
    pub severity: String,
    /// SQLSTATE.
    pub code: String,
    /// What happened, in the server's language.
    pub message: String,
    /// More of it.
    pub detail: Option<String>,
    /// What to do.
    pub hint: Option<String>,
}

impl ServerError {
    /// Whether the server ends the connection with it.
    pub fn is_fatal(&self) -> bool {
        self.severity != "ERROR"
    }

    /// Of a message's body. Whatever it holds, something is read of it.
    pub(crate) fn read(body: &[u8]) -> ServerError {
        let body = &body[..body.len().min(MOST)];
        let mut error = ServerError::default();
        for (letter, value) in fields(body) {
            match letter {
                b'V' => error.severity = value,
                // Before the one that is never translated, and absent where that one is.
                b'S' if error.severity.is_empty() => error.severity = value,
                b'C' => error.code = value,
                b'M' => error.message = value,
                b'D' => error.detail = Some(value),
                b'H' => error.hint = Some(value),
                _ => {}
            }
        }
        error
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.code)?;
        for more in [&self.detail, &self.hint].iter().filter_map(|text| text.as_ref()) {
            write!(f, ". {}", more.trim_end_matches('.'))?;
        }
        Ok(())
    }
}

/// Letters and values, each ended by a zero; a zero in a letter's place ends them all.
fn fields(body: &[u8]) -> impl Iterator<Item = (u8, String)> + '_ {
    let mut rest = body;
    std::iter::from_fn(move || {
        let (&letter, after) = rest.split_first()?;
        if letter == 0 {
            return None;
        }
        let end = after.iter().position(|&byte| byte == 0).unwrap_or(after.len());
        rest = after.get(end + 1..).unwrap_or(&[]);
        // Before the client's encoding is settled a server may write in its own.
        Some((letter, String::from_utf8_lossy(&after[..end]).into_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_untranslated_severity() {
        let error = ServerError::read(b"SFEHLER\0VERROR\0C42501\0Mpermission denied\0Dmore.\0\0");
        assert_eq!((error.severity.as_str(), error.code.as_str()), ("ERROR", "42501"));
        assert!(!error.is_fatal());
        assert_eq!(error.to_string(), "permission denied (42501). more");
    }

    #[test]
    fn reads_something_of_anything() {
        for body in [&b""[..], b"\0", b"S", b"SFATAL", b"M\xff\xfe\0", b"\0\0\0", b"C\0C\0"] {
            ServerError::read(body);
        }
        assert!(ServerError::read(b"SFATAL").is_fatal());
        assert!(ServerError::read(&[b'M'; 1 << 20]).message.len() < MOST);
        assert_eq!(ServerError::read(b"M\xffa\0").message, "\u{fffd}a");
    }
}
