//! Password files: lines of `host:port:database:user:password`, as libpq reads them.

use std::fs;
use std::io;
use std::path::Path;

use super::secret::Secret;

/// Longer ones are no password files.
const MOST: u64 = 1 << 20;

/// What a password file says of a log-in.
#[derive(Debug)]
pub(crate) enum Found {
    Password(Secret),
    Nothing,
    /// The file is not used, and why; a sentence's end for the error of a log-in that would have needed it.
    Refused(String),
}

/// Whom a password is for.
pub(crate) struct Login<'l> {
    pub(crate) host: &'l str,
    pub(crate) port: u16,
    pub(crate) database: &'l str,
    pub(crate) user: &'l str,
}

/// The first line that fits.
pub(crate) fn look_up(file: &Path, login: &Login<'_>) -> Found {
    let refused =
        |why: &str| Found::Refused(format!("the password file {} was not used: {}", file.display(), why));
    let about = match fs::metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Found::Nothing,
        Err(error) => return refused(&error.to_string()),
        Ok(about) => about,
    };
    if !about.is_file() || about.len() > MOST {
        return refused("it is not a text file of reasonable size");
    }
    if readable_by_others(&about) {
        return refused("others can read or write it; run: chmod 0600");
    }
    match fs::read_to_string(file) {
        Ok(text) => find(&text, login).map_or(Found::Nothing, Found::Password),
        Err(error) => refused(&error.to_string()),
    }
}

#[cfg(unix)]
fn readable_by_others(about: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    about.permissions().mode() & 0o077 != 0
}

/// On Windows the file lies in the user's profile, which others cannot read.
#[cfg(not(unix))]
fn readable_by_others(_: &fs::Metadata) -> bool {
    false
}

fn find(text: &str, login: &Login<'_>) -> Option<Secret> {
    let port = login.port.to_string();
    let wanted = [login.host, &port, login.database, login.user];
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let mut rest = line;
        for value in wanted {
            rest = after_field(rest, value)?;
        }
        let (password, _) = unescape(rest, false);
        Some(Secret::new(password))
    })
}

/// What follows a field that is `*` or equal.
fn after_field<'l>(line: &'l str, value: &str) -> Option<&'l str> {
    if let Some(rest) = line.strip_prefix("*:") {
        return Some(rest);
    }
    let (field, rest) = unescape(line, true);
    rest.filter(|_| field == value)
}

/// The text up to a ':' or the end without its backslashes, and what follows the ':'.
fn unescape(line: &str, ends_at_colon: bool) -> (String, Option<&str>) {
    let mut text = String::new();
    let mut rest = line.char_indices();
    while let Some((at, c)) = rest.next() {
        match c {
            ':' if ends_at_colon => return (text, Some(&line[at + 1..])),
            '\\' => text.extend(rest.next().map(|(_, c)| c)),
            c => text.push(c),
        }
    }
    (text, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# a comment\nhost1:5432:db:user:first\n*:5433:*:us\\:er:with\\:colon\\\\\nhost2:*:*:user:second:with:more\n";

    fn found(host: &str, port: u16, database: &str, user: &str) -> Option<String> {
        find(FILE, &Login { host, port, database, user })
            .map(|secret| String::from_utf8(secret.reveal().to_vec()).unwrap())
    }

    #[test]
    fn the_first_line_that_fits() {
        assert_eq!(found("host1", 5432, "db", "user").as_deref(), Some("first"));
        assert_eq!(found("any", 5433, "any", "us:er").as_deref(), Some("with:colon\\"));
        assert_eq!(found("host2", 1, "x", "user").as_deref(), Some("second:with:more"));
        assert_eq!(found("host1", 5432, "db", "other"), None);
        assert_eq!(found("host1", 5432, "other", "user"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_not_used() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pgpass");
        let login = Login { host: "h", port: 1, database: "d", user: "u" };
        assert!(matches!(look_up(&file, &login), Found::Nothing));
        fs::write(&file, "*:*:*:*:secret\n").unwrap();
        for (mode, usable) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false), (0o620, false)] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            match look_up(&file, &login) {
                Found::Password(secret) => assert!(usable && secret.reveal() == b"secret", "{:o}", mode),
                Found::Refused(why) => {
                    assert!(!usable && why.contains("chmod") && !why.contains("secret"), "{:o}", mode)
                }
                Found::Nothing => panic!("{:o}", mode),
            }
        }
        assert!(matches!(look_up(folder.path(), &login), Found::Refused(_)));
    }
}
