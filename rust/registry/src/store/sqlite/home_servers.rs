//! Home servers by their keys, each read once for all the users on it.

use std::collections::btree_map::{BTreeMap, Entry};

use rusqlite::OptionalExtension;

use super::SqliteStore;

/// A home server.
pub(super) struct HomeServer {
    pub distinguished_name: String,
    pub registrar_pool: Option<String>,
}

/// Home servers by their keys; none where there is none with that key. They are few, and asked for with every user: no hash is worth
/// its time.
pub(super) type Known = BTreeMap<i64, Option<HomeServer>>;

/// Home servers that were read already. They are good for one statement, as long as it reads one state of the database; and within
/// a writing transaction, to which no changes of others come, until it changes one itself.
pub(super) struct HomeServers<'s> {
    store: &'s SqliteStore,
    known: Known,
}

impl<'s> HomeServers<'s> {
    pub(super) fn new(store: &'s SqliteStore) -> HomeServers<'s> {
        let known = std::mem::take(&mut store.pending.borrow_mut().home_servers);
        HomeServers { store, known }
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

impl Drop for HomeServers<'_> {
    fn drop(&mut self) {
        if self.store.is_changing() {
            self.store.pending.borrow_mut().home_servers = std::mem::take(&mut self.known);
        }
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
