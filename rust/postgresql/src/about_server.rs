//! What a server is.

use crate::client::Client;
use crate::error::{Error, Result};

impl Client {
    /// What the server said of itself: `server_version`, `server_encoding`, `in_hot_standby` (from 14 on), ….
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// 13, 15, 18; 0 where the server does not say.
    pub fn major_version(&self) -> u32 {
        let version = self.parameter("server_version").unwrap_or("");
        let digits = version.split(|c: char| !c.is_ascii_digit()).next().unwrap_or("");
        digits.parse().unwrap_or(0)
    }

    /// Whether the server is a standby. One before 14 is asked.
    ///
    /// # Errors
    /// Those of the connection.
    pub fn in_hot_standby(&mut self) -> Result<bool> {
        match self.parameter("in_hot_standby") {
            Some(value) => Ok(value == "on"),
            None => self.one("SELECT pg_catalog.pg_is_in_recovery()"),
        }
    }

    /// Whether the session takes no changes.
    pub(crate) fn is_read_only(&mut self) -> Result<bool> {
        match (self.parameter("in_hot_standby"), self.parameter("default_transaction_read_only")) {
            (Some(standby), Some(read_only)) => Ok(standby == "on" || read_only == "on"),
            _ => self.one("SELECT pg_catalog.current_setting('transaction_read_only')::bool"),
        }
    }

    fn one(&mut self, sql: &str) -> Result<bool> {
        let answer = self.query_one(sql, &[], |row| row.get(0))?;
        answer.ok_or_else(|| Error::protocol("no row where there must be one"))
    }
}
