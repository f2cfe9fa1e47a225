//! Home servers by their keys, each read once for all the users on it.

use std::collections::btree_map::{BTreeMap, Entry};

use rusqlite::OptionalExtension;

use super::SqliteStore;

/// A home server.
pub(super) struct HomeServer {
    pub distinguished_name: String,
    pub registrar_pool: Option<String>,
}

/// Home servers that were read already. They are good for one statement, as long as it reads one state of the database.
pub(super) struct HomeServers<'s> {
    store: &'s SqliteStore,
    // They are few, and asked for with every user: no hash is worth its time.
    known: BTreeMap<i64, Option<HomeServer>>,
}

impl<'s> HomeServers<'s> {
    pub(super) fn new(store: &'s SqliteStore) -> HomeServers<'s> {
        HomeServers { store, known: BTreeMap::new() }
    }

    /// The home server with that key; none where a user has none.
    pub(super) fn with_key(&mut self, key: Option<i64>) -> rusqlite::Result<Option<&HomeServer>> {
        let key = match key {
            Some(key) => key,
            None => return Ok(None),
        };
        Ok(match self.known.entry(key) {
            Entry::Occupied(known) => known.into_mut().as_ref(),
            Entry::Vacant(unknown) => unknown.insert(read(self.store, key)?).as_ref(),
        })
    }
}

fn read(store: &SqliteStore, key: i64) -> rusqlite::Result<Option<HomeServer>> {
    store
        .connection
        .prepare_cached(
            "SELECT distinguished_name, registrar_pool FROM home_server WHERE home_server_key = ?1",
        )?
        .query_row([key], |row| {
            Ok(HomeServer { distinguished_name: row.get(0)?, registrar_pool: row.get(1)? })
        })
        .optional()
}
