//! A library without PostgreSQL: there is no server.

use std::time::Duration;

use ::cscert_registry::error::Error;
use ::cscert_registry::platform::caller::Caller;
use ::cscert_registry::registry::Registry;

/// There is none.
pub(super) enum Server {}

impl Server {
    pub fn parse(_: &str, _: Option<(&str, &str)>, _: bool) -> Result<Server, Error> {
        Err(Error::ServersNotSupported)
    }

    pub fn location(&self) -> &str {
        match *self {}
    }

    pub fn warnings(&self) -> Vec<String> {
        match *self {}
    }

    pub fn install(&self) -> Result<(u32, u32), Error> {
        match *self {}
    }

    pub fn registry(&self, _: Caller) -> Result<Registry, Error> {
        match *self {}
    }

    pub fn interrupt(&self) {
        match *self {}
    }

    pub fn rest(&self, _: Duration) -> bool {
        match *self {}
    }
}
