//! Where a registry is.

use std::path::PathBuf;
#[cfg(feature = "postgres")]
use std::sync::Arc;

use crate::error::Result;
use crate::platform::caller::Caller;

#[cfg(feature = "postgres")]
use super::postgresql::{PostgresqlStore, Server};
use super::sqlite::SqliteStore;
use super::Store;

/// Where a registry is, and what may be done with it.
#[derive(Clone, Debug)]
pub enum Location {
    /// A file on this machine.
    File(PathBuf, OpenMode),
    /// A new registry in memory, gone when it is closed.
    Memory,
    /// A database on a PostgreSQL server.
    #[cfg(feature = "postgres")]
    Server(Arc<Server>),
}

/// What may be done with a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// Only reading.
    ReadOnly,
    /// Reading and writing a registry that is there.
    ReadWrite,
    /// Reading and writing; a missing registry is made, for its owner alone.
    Create,
    /// The same, but a missing registry stands at its place only from `settle` on, if something is in it then: where nothing was
    /// put in, no file is left behind.
    CreateWhenFilled,
}

impl Location {
    /// A file.
    pub fn file(path: impl Into<PathBuf>, mode: OpenMode) -> Location {
        Location::File(path.into(), mode)
    }

    /// A database on a PostgreSQL server.
    #[cfg(feature = "postgres")]
    pub fn server(server: impl Into<Server>) -> Location {
        Location::Server(Arc::new(server.into()))
    }

    /// Opens the store that keeps it, for that caller.
    #[cfg_attr(not(feature = "postgres"), allow(unused_variables))]
    pub(crate) fn open(&self, caller: &Caller) -> Result<Box<dyn Store>> {
        Ok(match self {
            Location::File(path, mode) => Box::new(SqliteStore::open(path, *mode)?),
            Location::Memory => Box::new(SqliteStore::in_memory()?),
            #[cfg(feature = "postgres")]
            Location::Server(server) => Box::new(PostgresqlStore::open(server, caller.clone())?),
        })
    }
}
