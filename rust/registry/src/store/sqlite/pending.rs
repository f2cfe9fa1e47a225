//! Index entries that wait for their place.
//!
//! An import adds names, words and lookups in the order of its users, which is no order at all to the tables they go to: each would
//! touch another page, and a large import would write most of its pages again and again. So they wait in memory and go in sorted,
//! many at a time. Nothing sees the difference: whoever reads one of these tables in the same transaction has them written first, and
//! so has the commit.

use std::collections::HashSet;

use crate::error::Result;

use super::error::At;
use super::SqliteStore;

/// How many entries wait at the most: about 50 MB.
const MOST: usize = 1 << 20;

/// What waits.
#[derive(Default)]
pub(super) struct Pending {
    names: Vec<(i64, i64)>,
    lookups: Vec<(i64, i64, i64)>,
    words: Vec<(String, i64)>,
    /// The hashes of the names and lookups that wait: an import asks for each of its own before it adds it.
    hashes: HashSet<i64>,
    /// The last keys that this transaction gave, by table.
    last_keys: Vec<(&'static str, i64)>,
}

impl Pending {
    pub(super) fn last_key(&self, table: &str) -> Option<i64> {
        self.last_keys.iter().find(|(known, _)| *known == table).map(|(_, key)| *key)
    }

    pub(super) fn set_last_key(&mut self, table: &'static str, key: i64) {
        match self.last_keys.iter_mut().find(|(known, _)| *known == table) {
            Some(known) => known.1 = key,
            None => self.last_keys.push((table, key)),
        }
    }

    fn count(&self) -> usize {
        self.names.len() + self.lookups.len() + self.words.len()
    }
}

impl SqliteStore {
    pub(super) fn add_name_later(&self, hash: i64, user: i64) {
        let mut pending = self.pending.borrow_mut();
        pending.names.push((hash, user));
        pending.hashes.insert(hash);
    }

    pub(super) fn add_lookup_later(&self, hash: i64, user: i64, certificate: i64) {
        let mut pending = self.pending.borrow_mut();
        pending.lookups.push((hash, user, certificate));
        pending.hashes.insert(hash);
    }

    pub(super) fn add_word_later(&self, word: &str, user: i64) {
        self.pending.borrow_mut().words.push((word.to_owned(), user));
    }

    /// Writes what waits, if it is much.
    pub(super) fn write_many_pending(&self) -> Result<()> {
        if self.pending.borrow().count() < MOST {
            return Ok(());
        }
        self.write_pending()
    }

    /// Writes what waits, if that hash is among it.
    pub(super) fn write_pending_of(&self, hash: i64) -> Result<()> {
        if self.pending.borrow().hashes.contains(&hash) {
            return self.write_pending();
        }
        Ok(())
    }

    /// Forgets what waits, with the transaction that it belonged to.
    pub(super) fn forget_pending(&self) {
        self.pending.replace(Pending::default());
    }

    /// Writes what waits.
    pub(super) fn write_pending(&self) -> Result<()> {
        if self.pending.borrow().count() == 0 {
            return Ok(());
        }
        let Pending { mut names, mut lookups, mut words, .. } = self.pending.take();
        names.sort_unstable();
        lookups.sort_unstable();
        words.sort_unstable();
        let prepare = |sql| self.connection.prepare_cached(sql).at(&self.location);
        // Another version's folding may have left a hash that is a new one now.
        let mut insert = prepare("INSERT OR IGNORE INTO user_name (name_hash, user_key) VALUES (?1, ?2)")?;
        for name in names {
            insert.execute(name).at(&self.location)?;
        }
        let mut insert = prepare(
            "INSERT OR IGNORE INTO certificate_lookup (lookup_hash, user_key, certificate_key) VALUES (?1, ?2, ?3)",
        )?;
        for lookup in lookups {
            insert.execute(lookup).at(&self.location)?;
        }
        let mut insert = prepare("INSERT INTO user_word (word, user_key) VALUES (?1, ?2)")?;
        for word in words {
            insert.execute(word).at_writing(&self.location)?;
        }
        Ok(())
    }
}
