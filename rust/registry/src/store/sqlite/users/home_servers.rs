//! Home servers and pools. Their names decide who is assigned to a pool, so each row has a seal.

use std::collections::btree_map::{BTreeMap, Entry};

use rusqlite::OptionalExtension;

use crate::error::Result;
use crate::model::pool;
use crate::store::sqlite::columns::Columns;
use crate::store::sqlite::{seal, SqliteStore};

/// A home server.
pub(crate) struct HomeServer {
    pub distinguished_name: String,
    pub registrar_pool: Option<String>,
}

/// Home servers by their keys. They are few, and needed for every user: a hash table would be slower.
pub(crate) type Known = BTreeMap<i64, HomeServer>;

/// A cache of home servers. It is valid for one statement, which reads one state of the database, and within
/// a write transaction, which excludes changes of others, until it changes one itself.
pub(crate) struct HomeServers<'s> {
    store: &'s SqliteStore,
    known: Known,
}

const ONE: &str =
    "SELECT home_server_key, distinguished_name, pool_key, registrar_pool, seal FROM home_server
    WHERE home_server_key = ?1";
const KEY: &str = "SELECT home_server_key FROM home_server WHERE distinguished_name = ?1";
const NEXT: &str = "SELECT coalesce(max(home_server_key), 0) + 1 FROM home_server";
const INSERT: &str =
    "INSERT INTO home_server (home_server_key, distinguished_name, pool_key, registrar_pool, seal)
    VALUES (?1, ?2, ?3, ?4, seal(?1, ?2, ?3, ?4))";

const POOL: &str = "SELECT pool_key, dns_host_name, seal FROM pool WHERE pool_key = ?1";
const PUT_POOL: &str = "INSERT INTO pool (pool_key, dns_host_name, seal) VALUES (?1, ?2, seal(?1, ?2))
    ON CONFLICT (pool_key) DO UPDATE SET dns_host_name = excluded.dns_host_name, seal = excluded.seal";
const RENAME_POOL: &str = "UPDATE home_server
    SET registrar_pool = ?2, seal = seal(home_server_key, distinguished_name, pool_key, ?2)
    WHERE pool_key = ?1 AND registrar_pool IS NOT ?2";

impl<'s> HomeServers<'s> {
    pub(crate) fn new(store: &'s SqliteStore) -> HomeServers<'s> {
        let known = std::mem::take(&mut store.pending.borrow_mut().home_servers);
        HomeServers { store, known }
    }

    /// The home server with this key; `None` if a user has none.
    ///
    /// # Errors
    /// Also if there is no home server with this key.
    pub(crate) fn with_key(&mut self, key: Option<i64>) -> rusqlite::Result<Option<&HomeServer>> {
        let key = match key {
            Some(key) => key,
            None => return Ok(None),
        };
        Ok(Some(match self.known.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(read(self.store, key)?),
        }))
    }
}

impl Drop for HomeServers<'_> {
    fn drop(&mut self) {
        if self.store.is_changing() {
            self.store.pending.borrow_mut().home_servers = std::mem::take(&mut self.known);
        }
    }
}

fn read(store: &SqliteStore, key: i64) -> rusqlite::Result<HomeServer> {
    store
        .connection
        .prepare_cached(ONE)?
        .query_row([key], |row| {
            let columns: Columns<'_, 5> = store.sealed(row, 0)?;
            Ok(HomeServer { distinguished_name: columns.get(1)?, registrar_pool: columns.get(3)? })
        })
        .optional()?
        .ok_or_else(|| seal::missing("home server"))
}

impl SqliteStore {
    /// The key of the home server with this distinguished name, which is added if there is none.
    pub(crate) fn home_server_key(&self, distinguished_name: &str) -> Result<i64> {
        match self.first_row(KEY, [distinguished_name], |row| row.get(0))? {
            Some(key) => Ok(key),
            None => self.add_home_server(distinguished_name),
        }
    }

    fn add_home_server(&self, distinguished_name: &str) -> Result<i64> {
        let (mut pool_key, mut pool_name) = (None, None);
        if let Some(pool) = pool::of_home_server_named(distinguished_name) {
            pool_name = Some(self.read_pool(&pool.key)?.unwrap_or(pool.name));
            pool_key = Some(pool.key);
        }
        let key = self.row(NEXT, [], |row| row.get(0))?;
        self.execute(INSERT, (key, distinguished_name, pool_key, pool_name))?;
        self.count_row("home_server");
        Ok(key)
    }

    /// The host name of the pool with this key, if known.
    pub(crate) fn read_pool(&self, pool_key: &str) -> Result<Option<String>> {
        self.first_row(POOL, [pool_key], |row| {
            let columns: Columns<'_, 3> = self.sealed(row, 0)?;
            columns.get(1)
        })
    }

    /// Sets the host name of a pool and of its home servers; returns whether it changed.
    pub(crate) fn write_pool(&self, pool_key: &str, dns_host_name: &str) -> Result<bool> {
        self.pending.borrow_mut().home_servers.clear();
        let known = self.read_pool(pool_key)?;
        let is_new = known.as_deref() != Some(dns_host_name);
        if is_new {
            self.execute(PUT_POOL, (pool_key, dns_host_name))?;
        }
        if known.is_none() {
            self.count_row("pool");
        }
        let renamed = self.execute(RENAME_POOL, (pool_key, dns_host_name))?;
        Ok(is_new || renamed > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::keys::UserKey;
    use crate::model::user::UserFields;
    use crate::store::{OneUser, UserStore};

    const POOL_NAME: &str = "CN=LC Services,CN=Microsoft,CN=p1,CN=Pools,CN=RTC Service,CN=Services";

    #[test]
    fn home_servers_are_kept_within_a_change_and_not_beyond() {
        let store = SqliteStore::in_memory().unwrap();
        let kept = || store.pending.borrow().home_servers.len();
        let read = || {
            let mut pool = None;
            store
                .user(OneUser::Key(UserKey(1)), &mut |user| pool = user.registrar_pool.map(str::to_owned))
                .unwrap();
            pool.unwrap()
        };
        let user = UserFields {
            distinguished_name: "CN=Ken".to_owned(),
            home_server: Some(POOL_NAME.to_owned()),
            ..UserFields::default()
        };
        store.begin_immediate().unwrap();
        store.insert_user(&user, None).unwrap();
        assert_eq!((read().as_str(), kept()), ("p1", 1));
        // A named pool has a home server of its own, and cached ones are not used for it.
        let pool = pool::of_home_server_named(POOL_NAME).unwrap();
        assert_eq!(store.write_pool(&pool.key, "pool01.litwareinc.com"), Ok(true));
        assert_eq!((read().as_str(), kept()), ("pool01.litwareinc.com", 1));
        assert_eq!(store.write_pool(&pool.key, "pool01.litwareinc.com"), Ok(false));
        store.commit().unwrap();
        // Others can change it from now on.
        assert_eq!((read().as_str(), kept()), ("pool01.litwareinc.com", 0));
    }
}
