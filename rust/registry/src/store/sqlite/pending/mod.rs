//! Index entries that wait for their place.
//!
//! An import adds names, words and lookups in the order of its users, which is no order at all to the tables they go to: each would
//! touch another page, and a large import would write most of its pages again and again. So they wait in memory and go in sorted,
//! as many at a time as memory allows. Nothing sees the difference: whoever reads one of these tables in the same transaction has
//! them written first, and so has the commit.

mod runs;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{params_from_iter, Statement, ToSql};

use crate::error::{Error, Result};
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::number_set::NumberSet;
use crate::store::Interrupt;

use super::error::At;
use super::integrity::row_counts::RowsAdded;
use super::users::home_servers;
use super::SqliteStore;

use runs::{Runs, WordRuns};

/// How much memory may wait, in bytes. Beyond it, whichever table has the most is written.
const MOST: usize = 192 << 20;
/// Entries that come before the memory is added up again.
const UNWEIGHED: usize = 1 << 12;
/// How many rows go in with one statement: it finds the place of each from that of the one before.
const ROWS_TOGETHER: usize = 64;

/// What waits.
#[derive(Default)]
pub(super) struct Pending {
    names: Runs<(i64, i64)>,
    lookups: Runs<(i64, i64, i64)>,
    words: WordRuns,
    /// The hashes of the names and lookups that wait, from the first time on that somebody asks for one.
    hashes: Option<NumberSet>,
    /// Home servers that this transaction has read.
    pub(super) home_servers: home_servers::Known,
    pub(super) rows_added: RowsAdded,
    /// The last keys that this transaction gave, by table.
    last_keys: Vec<(&'static str, i64)>,
    /// Entries that came since the memory was last added up.
    unweighed: usize,
    /// Whether an interrupt ends the writing of what waits: whoever is interrupted has promised none of it.
    interruptible: bool,
    /// The audit entry that everything of an import refers to.
    pub(super) entry: i64,
}

impl Pending {
    /// What waits at the beginning of an import, which is all or nothing.
    pub(super) fn of_an_import(entry: i64) -> Pending {
        Pending { interruptible: true, entry, ..Pending::default() }
    }

    pub(super) fn last_key(&self, table: &str) -> Option<i64> {
        self.last_keys.iter().find(|(known, _)| *known == table).map(|(_, key)| *key)
    }

    pub(super) fn set_last_key(&mut self, table: &'static str, key: i64) {
        match self.last_keys.iter_mut().find(|(known, _)| *known == table) {
            Some(known) => known.1 = key,
            None => self.last_keys.push((table, key)),
        }
    }

    fn add_hash(&mut self, hash: i64) {
        self.unweighed += 1;
        if let Some(hashes) = &mut self.hashes {
            hashes.insert(hash);
        }
    }

    fn holds(&mut self, hash: i64) -> bool {
        let (names, lookups) = (&self.names, &self.lookups);
        if names.is_empty() && lookups.is_empty() {
            return false;
        }
        let waiting =
            || names.iter().map(|name| name.0).chain(lookups.iter().map(|lookup| lookup.0)).collect();
        self.hashes.get_or_insert_with(waiting).contains(&hash)
    }

    /// Whether it is time to write.
    fn are_many(&mut self) -> bool {
        if self.unweighed < UNWEIGHED {
            return false;
        }
        self.unweighed = 0;
        // A set has a byte beside each place.
        let hashes = self.hashes.as_ref().map_or(0, |hashes| hashes.capacity() * 9);
        self.names.size() + self.lookups.size() + self.words.size() + hashes > MOST
    }
}

impl SqliteStore {
    pub(super) fn add_name_later(&self, hash: i64, user: UserKey) {
        let mut pending = self.pending.borrow_mut();
        pending.names.push((hash, user.0));
        pending.add_hash(hash);
    }

    pub(super) fn add_lookup_later(&self, hash: i64, user: UserKey, certificate: CertificateKey) {
        let mut pending = self.pending.borrow_mut();
        pending.lookups.push((hash, user.0, certificate.0));
        pending.add_hash(hash);
    }

    pub(super) fn add_word_later(&self, word: &str, user: UserKey) {
        let mut pending = self.pending.borrow_mut();
        pending.words.push(word, user.0);
        pending.unweighed += 1;
    }

    /// Writes of what waits the most, if it is much.
    pub(super) fn write_many_pending(&self) -> Result<()> {
        let mut pending = self.pending.borrow_mut();
        if !pending.are_many() {
            return Ok(());
        }
        let (names, lookups, words) = (pending.names.size(), pending.lookups.size(), pending.words.size());
        if words >= names.max(lookups) {
            self.write_words_of(&mut pending)
        } else {
            // They are found in one set, so they go together.
            pending.hashes = None;
            self.write_names_of(&mut pending)?;
            self.write_lookups_of(&mut pending)
        }
    }

    /// Writes what waits, if that hash is among it.
    pub(super) fn write_pending_of(&self, hash: i64) -> Result<()> {
        if self.pending.borrow_mut().holds(hash) {
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
        let mut pending = self.pending.borrow_mut();
        pending.hashes = None;
        self.write_names_of(&mut pending)?;
        self.write_lookups_of(&mut pending)?;
        self.write_words_of(&mut pending)
    }

    fn write_names_of(&self, pending: &mut Pending) -> Result<()> {
        let mut names = std::mem::take(&mut pending.names);
        // Another version's folding may have left a hash that is a new one now.
        let insert = "INSERT OR IGNORE INTO user_name (name_hash, user_key) VALUES";
        self.insert_all(
            insert,
            pending.interruptible,
            names.sorted().map(|(hash, user)| [hash.into(), user.into()]),
        )
    }

    fn write_lookups_of(&self, pending: &mut Pending) -> Result<()> {
        let mut lookups = std::mem::take(&mut pending.lookups);
        let insert =
            "INSERT OR IGNORE INTO certificate_lookup (lookup_hash, user_key, certificate_key) VALUES";
        let rows =
            lookups.sorted().map(|(hash, user, certificate)| [hash.into(), user.into(), certificate.into()]);
        self.insert_all(insert, pending.interruptible, rows)
    }

    fn write_words_of(&self, pending: &mut Pending) -> Result<()> {
        let mut words = std::mem::take(&mut pending.words);
        let insert = "INSERT INTO user_word (word, user_key) VALUES";
        self.insert_all(
            insert,
            pending.interruptible,
            words.sorted().map(|(word, user)| [word.into(), user.into()]),
        )
    }

    /// Inserts rows of `N` values.
    fn insert_all<'v, const N: usize>(
        &self,
        insert: &str,
        interruptible: bool,
        mut rows: impl Iterator<Item = [Value<'v>; N]>,
    ) -> Result<()> {
        let mut together = Vec::with_capacity(ROWS_TOGETHER * N);
        let mut many: Option<Statement<'_>> = None;
        loop {
            together.clear();
            together.extend(rows.by_ref().take(ROWS_TOGETHER).flatten());
            let count = together.len() / N;
            if count == 0 {
                return Ok(());
            }
            if interruptible && self.stop.is_interrupted() {
                return Err(Error::Interrupted);
            }
            let values = params_from_iter(&together);
            if count < ROWS_TOGETHER {
                let mut rest = self.connection.prepare(&insert_of::<N>(insert, count)).at(&self.location)?;
                return rest.execute(values).map(|_| ()).at_writing(&self.location);
            }
            let statement = match &mut many {
                Some(statement) => statement,
                none => {
                    none.insert(self.connection.prepare(&insert_of::<N>(insert, count)).at(&self.location)?)
                }
            };
            statement.execute(values).at_writing(&self.location)?;
        }
    }
}

/// `insert` for so many rows of `N` values.
fn insert_of<const N: usize>(insert: &str, rows: usize) -> String {
    let row = format!("({})", ["?"; N].join(", "));
    format!("{} {}", insert, vec![row; rows].join(", "))
}

/// A value of a row that is inserted.
#[derive(Clone, Copy)]
enum Value<'v> {
    Integer(i64),
    Text(&'v str),
}

impl From<i64> for Value<'_> {
    fn from(integer: i64) -> Self {
        Value::Integer(integer)
    }
}

impl<'v> From<&'v str> for Value<'v> {
    fn from(text: &'v str) -> Self {
        Value::Text(text)
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Integer(integer) => ValueRef::Integer(*integer),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}
