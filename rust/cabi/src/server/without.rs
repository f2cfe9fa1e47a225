//! A library without PostgreSQL: there is no server.

use ::cscert_registry::error::{Error, Result};

use super::Database;

pub(super) fn parse(_: &str, _: Option<(&str, &str)>, _: bool) -> Result<Box<dyn Database>> {
    Err(Error::ServersNotSupported)
}
