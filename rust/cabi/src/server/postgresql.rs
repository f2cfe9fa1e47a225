//! A PostgreSQL server.

use std::sync::Arc;
use std::time::Duration;

use ::cscert_registry::error::Result;
use ::cscert_registry::platform::caller::Caller;
use ::cscert_registry::registry::Registry;
use ::cscert_registry::store::location::Location;
use ::cscert_registry::store::postgresql::{self, Credential, Server};

use super::{keep_alive, Database};

/// Reads a connection string; `credential` is a user and a password.
pub(super) fn parse(
    connection_string: &str,
    credential: Option<(&str, &str)>,
    read_only: bool,
) -> Result<Box<dyn Database>> {
    let credential = credential.map(|(user, password)| Credential { user, password });
    let mut server = Server::parse(connection_string, credential)?;
    server.set_keep_alive_setter(keep_alive::set);
    if read_only {
        server.set_read_only();
    }
    Ok(Box::new(Arc::new(server)))
}

impl Database for Arc<Server> {
    fn location(&self) -> &str {
        Server::location(self)
    }

    fn warnings(&self) -> Vec<String> {
        Server::warnings(self)
    }

    fn install(&self) -> Result<(u32, u32)> {
        let installed = postgresql::install(self)?;
        Ok((installed.found, installed.version))
    }

    fn registry(&self, caller: Caller) -> Result<Registry> {
        Registry::open(&Location::Server(self.clone()), caller)
    }

    fn interrupt(&self) {
        Server::interrupt(self);
    }

    fn rest(&self, longest: Duration) -> bool {
        Server::rest(self, longest)
    }
}
