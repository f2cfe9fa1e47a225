//! Connection strings as addresses: `postgresql://user@host1:5432,host2/database?sslmode=verify-full`.

use super::settings::Settings;
use crate::error::{Error, Result};

const SCHEMES: [&str; 2] = ["postgresql://", "postgres://"];

/// What follows the scheme, if it is one of ours.
pub(crate) fn after_scheme(text: &str) -> Option<&str> {
    SCHEMES.iter().find_map(|scheme| text.strip_prefix(scheme))
}

/// Reads what follows the scheme. What is in it is not repeated in errors: a password with a sign that was not encoded ends up in
/// the strangest places.
pub(crate) fn read(text: &str, settings: &mut Settings) -> Result<()> {
    let (rest, query) = split(text, '?');
    let (authority, database) = split(rest, '/');
    let hosts = match authority.rfind('@') {
        Some(at) => {
            let (user, password) = split(&authority[..at], ':');
            put(settings, "user", Some(user))?;
            put(settings, "password", password)?;
            &authority[at + 1..]
        }
        None => authority,
    };
    read_hosts(hosts, settings)?;
    put(settings, "dbname", database)?;
    for pair in query.unwrap_or("").split('&').filter(|pair| !pair.is_empty()) {
        let (keyword, value) = split(pair, '=');
        let value = value.ok_or_else(|| {
            Error::config("The connection string has a parameter without a value after the '?'.")
        })?;
        settings.put(&decode(keyword)?, decode(value)?)?;
    }
    Ok(())
}

fn read_hosts(text: &str, settings: &mut Settings) -> Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let (mut hosts, mut ports) = (Vec::new(), Vec::new());
    for part in text.split(',') {
        let (host, port) = match part.strip_prefix('[') {
            Some(address) => {
                let (host, after) = split(address, ']');
                let after =
                    after.ok_or_else(|| Error::config("The connection string has a '[' without a ']'."))?;
                if !after.is_empty() && !after.starts_with(':') {
                    return Err(Error::config("The connection string has more than a port after a ']'."));
                }
                (host, after.strip_prefix(':'))
            }
            None => split(part, ':'),
        };
        hosts.push(decode(host)?);
        ports.push(decode(port.unwrap_or(""))?);
    }
    if hosts.iter().any(|host| !host.is_empty()) {
        settings.put("host", hosts.join(","))?;
    }
    if ports.iter().any(|port| !port.is_empty()) {
        settings.put("port", ports.join(","))?;
    }
    Ok(())
}

fn put(settings: &mut Settings, keyword: &str, value: Option<&str>) -> Result<()> {
    match value {
        Some(value) if !value.is_empty() => settings.put(keyword, decode(value)?),
        _ => Ok(()),
    }
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// Percent signs with two hexadecimal digits are bytes; what they make must be UTF-8 without zeros.
fn decode(text: &str) -> Result<String> {
    let malformed = || {
        Error::config("The connection string has a '%' without two hexadecimal digits (a '%' itself is %25).")
    };
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16)).ok_or_else(malformed);
        let value = digit()? * 16 + digit()?;
        bytes.push(value as u8);
    }
    String::from_utf8(bytes).map_err(|_| Error::config("The connection string has bytes that are not UTF-8."))
}
