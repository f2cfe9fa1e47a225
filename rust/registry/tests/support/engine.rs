//! What keeps the registries of tests.

use std::path::Path;

use cscert_registry::error::Result;
use cscert_registry::platform::caller::Caller;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::{Location, OpenMode};

/// Names the engine that the conformance suite runs on.
const CHOICE: &str = "CSCERT_TEST_STORE";

/// What keeps a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// An SQLite file, `registry.db` in the test's folder.
    File,
    /// SQLite's memory; there is one connection to it, and with that it ends.
    Memory,
    /// A database on a PostgreSQL server (see `postgresql`).
    #[cfg(feature = "postgres")]
    Postgresql,
}

impl Engine {
    /// The engine that the environment names, a file where it names none.
    pub fn chosen() -> Engine {
        match std::env::var(CHOICE).as_deref() {
            Err(_) | Ok("file") => Engine::File,
            Ok("memory") => Engine::Memory,
            #[cfg(feature = "postgres")]
            Ok("postgresql") => Engine::Postgresql,
            Ok(other) => panic!("{} is \"{}\", which is not an engine of these tests", CHOICE, other),
        }
    }

    /// A new registry.
    pub fn create(self, folder: &Path, caller: Caller) -> Registry {
        match self {
            Engine::File => {
                Registry::open(&Location::file(folder.join("registry.db"), OpenMode::Create), caller).unwrap()
            }
            Engine::Memory => Registry::open(&Location::Memory, caller).unwrap(),
            #[cfg(feature = "postgres")]
            Engine::Postgresql => {
                Registry::open(&Location::server(super::postgresql::create(folder)), caller).unwrap()
            }
        }
    }

    /// Another connection to the registry that was made in that folder, as another process has it; none where there can be none.
    pub fn connect(self, folder: &Path, mode: OpenMode, caller: Caller) -> Option<Result<Registry>> {
        match self {
            Engine::File => Some(Registry::open(&Location::file(folder.join("registry.db"), mode), caller)),
            Engine::Memory => None,
            #[cfg(feature = "postgres")]
            Engine::Postgresql => {
                Some(Registry::open(&Location::server(super::postgresql::registry_in(folder)), caller))
            }
        }
    }

    /// Whether a registry is still there when its connection is closed.
    pub fn keeps(self) -> bool {
        self != Engine::Memory
    }
}
