//! Keywords and their values, before they mean anything.

use std::collections::BTreeMap;

use super::environment::Environment;
use crate::error::{Error, Result};

/// What libpq knows and this client heeds, each with the variable that stands for it. PGSSLMODE is not among these: who the server is
/// is verified unless the connection string itself says otherwise.
const KEYWORDS: [(&str, Option<&str>); 23] = [
    ("application_name", Some("PGAPPNAME")),
    ("channel_binding", Some("PGCHANNELBINDING")),
    ("connect_timeout", Some("PGCONNECT_TIMEOUT")),
    ("dbname", Some("PGDATABASE")),
    ("fallback_application_name", None),
    ("host", Some("PGHOST")),
    ("hostaddr", Some("PGHOSTADDR")),
    ("keepalives", None),
    ("keepalives_count", None),
    ("keepalives_idle", None),
    ("keepalives_interval", None),
    ("options", Some("PGOPTIONS")),
    ("passfile", Some("PGPASSFILE")),
    ("password", Some("PGPASSWORD")),
    ("port", Some("PGPORT")),
    ("ssl_min_protocol_version", Some("PGSSLMINPROTOCOLVERSION")),
    ("sslcert", Some("PGSSLCERT")),
    ("sslkey", Some("PGSSLKEY")),
    ("sslmode", None),
    ("sslrootcert", Some("PGSSLROOTCERT")),
    ("target_session_attrs", Some("PGTARGETSESSIONATTRS")),
    ("tcp_user_timeout", None),
    ("user", Some("PGUSER")),
];

/// What libpq knows, and this client does not need: the only values that change nothing.
const WITHOUT_EFFECT: [(&str, &[&str]); 7] = [
    ("client_encoding", &["UTF8", "utf8", "UTF-8", "utf-8", "auto"]),
    ("gssencmode", &["disable", "prefer"]),
    ("load_balance_hosts", &["disable"]),
    ("replication", &["false", "off", "no", "0"]),
    ("sslcompression", &["0"]),
    ("sslnegotiation", &["postgres"]),
    ("sslsni", &["1"]),
];

/// The last value of each keyword.
#[derive(Default)]
pub(crate) struct Settings(BTreeMap<String, String>);

impl Settings {
    /// # Errors
    /// `Config` where it is nothing that the client would heed: what is ignored could have been meant to protect.
    pub(crate) fn put(&mut self, keyword: &str, value: String) -> Result<()> {
        if value.contains('\0') {
            return Err(Error::config("The connection string has a null character in a value."));
        }
        if let Some((_, harmless)) = WITHOUT_EFFECT.iter().find(|(known, _)| *known == keyword) {
            if harmless.contains(&value.as_str()) {
                return Ok(());
            }
            return Err(Error::Config(format!(
                "The connection string's {keyword} can only be {}.",
                harmless[0]
            )));
        }
        if !KEYWORDS.iter().any(|(known, _)| *known == keyword) {
            return Err(Error::Config(unknown(keyword)));
        }
        self.0.insert(keyword.to_owned(), value);
        Ok(())
    }

    /// Fills what was not said from the environment's variables.
    pub(crate) fn fill(&mut self, environment: &Environment<'_>) {
        for (keyword, variable) in KEYWORDS {
            if !self.0.contains_key(keyword) {
                if let Some(value) = variable.and_then(|variable| environment.get(variable)) {
                    self.0.insert(keyword.to_owned(), value);
                }
            }
        }
    }

    /// A value that is not empty.
    pub(crate) fn get(&self, keyword: &str) -> Option<&str> {
        self.0.get(keyword).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// One of a few words.
    pub(crate) fn word<T: Copy>(&self, keyword: &str, words: &[(&str, T)], default: T) -> Result<T> {
        let value = match self.get(keyword) {
            Some(value) => value,
            None => return Ok(default),
        };
        match words.iter().find(|(word, _)| *word == value) {
            Some((_, meaning)) => Ok(*meaning),
            None => {
                let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                Err(Error::Config(format!(
                    "The connection string's {keyword} must be one of {}.",
                    known.join(", ")
                )))
            }
        }
    }

    /// A number that is not negative.
    pub(crate) fn number(&self, keyword: &str) -> Result<Option<u32>> {
        let wrong = |_| Error::Config(format!("The connection string's {keyword} must be a number."));
        self.get(keyword).map(|value| value.trim().parse().map_err(wrong)).transpose()
    }

    /// The parts of a list; none where the keyword was not given.
    pub(crate) fn list(&self, keyword: &str) -> Vec<&str> {
        self.get(keyword).map(|value| value.split(',').map(str::trim).collect()).unwrap_or_default()
    }
}

fn unknown(keyword: &str) -> String {
    // Anything longer or stranger is more likely a piece of a password that was not quoted.
    let like_a_keyword =
        keyword.len() <= 30 && keyword.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if like_a_keyword && !keyword.is_empty() {
        format!("The connection string's keyword {keyword} is not known or not supported.")
    } else {
        "The connection string has a keyword that is not known (a value with blanks needs single quotes)."
            .to_owned()
    }
}
