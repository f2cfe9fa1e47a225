//! A PostgreSQL server.

use std::sync::Arc;
use std::time::Duration;

use ::cscert_registry::error::Error;
use ::cscert_registry::platform::caller::Caller;
use ::cscert_registry::registry::Registry;
use ::cscert_registry::store::location::Location;
use ::cscert_registry::store::postgresql::{self, Credential};

use super::keep_alive;

/// A database on a server, as an account.
pub(super) struct Server(Arc<postgresql::Server>);

impl Server {
    /// Reads a connection string; `credential` is a user and a password.
    pub fn parse(
        connection_string: &str,
        credential: Option<(&str, &str)>,
        read_only: bool,
    ) -> Result<Server, Error> {
        let credential = credential.map(|(user, password)| Credential { user, password });
        let mut server = postgresql::Server::parse(connection_string, credential)?;
        server.set_keep_alive_setter(keep_alive::set);
        if read_only {
            server.set_read_only();
        }
        Ok(Server(Arc::new(server)))
    }

    pub fn location(&self) -> &str {
        self.0.location()
    }

    pub fn warnings(&self) -> Vec<String> {
        self.0.warnings()
    }

    /// Returns the schema version that was there and the one that is there now.
    pub fn install(&self) -> Result<(u32, u32), Error> {
        let installed = postgresql::install(&self.0)?;
        Ok((installed.found, installed.version))
    }

    /// Opens the registry there.
    pub fn registry(&self, caller: Caller) -> Result<Registry, Error> {
        Registry::open(&Location::Server(self.0.clone()), caller)
    }

    pub fn interrupt(&self) {
        self.0.interrupt();
    }

    pub fn rest(&self, longest: Duration) -> bool {
        self.0.rest(longest)
    }
}
