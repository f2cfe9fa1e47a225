//! Where a registry is.

use std::path::PathBuf;

use crate::error::Result;
use crate::platform::caller::Caller;

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
    Server(Box<cscert_postgresql::Config>),
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
    pub fn server(config: cscert_postgresql::Config) -> Location {
        Location::Server(Box::new(config))
    }

    /// Opens the store that keeps it, for that caller.
    #[cfg_attr(not(feature = "postgres"), allow(unused_variables))]
    pub(crate) fn open(&self, caller: &Caller) -> Result<Box<dyn Store>> {
        Ok(match self {
            Location::File(path, mode) => Box::new(SqliteStore::open(path, *mode)?),
            Location::Memory => Box::new(SqliteStore::in_memory()?),
            #[cfg(feature = "postgres")]
            Location::Server(config) => {
                Box::new(super::postgresql::PostgresqlStore::open(config, caller.clone())?)
            }
        })
    }
}
