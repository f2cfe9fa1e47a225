//! Where a registry is.

use std::path::PathBuf;

use crate::error::Result;

use super::sqlite::SqliteStore;
use super::Store;

/// Where a registry is, and what may be done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A file on this machine.
    File(PathBuf, OpenMode),
    /// A new registry in memory, gone when it is closed.
    Memory,
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

    /// Opens the store that keeps it.
    pub(crate) fn open(&self) -> Result<Box<dyn Store>> {
        Ok(match self {
            Location::File(path, mode) => Box::new(SqliteStore::open(path, *mode)?),
            Location::Memory => Box::new(SqliteStore::in_memory()?),
        })
    }
}
