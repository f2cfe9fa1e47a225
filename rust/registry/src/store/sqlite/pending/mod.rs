//! Pending index entries.
//!
//! An import adds names, words and lookups in the order of its users, which is random order for their tables: each would
//! touch another page, and a large import would write most of its pages repeatedly. So they are kept in memory and inserted sorted,
//! as many at a time as memory allows. This is not visible: reading one of these tables in the same transaction
//! writes them first, and so does the commit.

mod words;

use std::collections::BTreeMap;

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

use words::Words;

/// The maximum memory of pending entries, in bytes. Beyond it, the entries of the table with the most are written.
const MOST: usize = 192 << 20;
/// The number of entries between two computations of the memory.
const UNWEIGHED: usize = 1 << 12;
/// The number of rows of one statement, which finds the position of each from the previous one.
const ROWS_TOGETHER: usize = 64;

/// Pending entries.
#[derive(Default)]
pub(super) struct Pending {
    names: Vec<(i64, i64)>,
    lookups: Vec<(i64, i64, i64)>,
    words: Words,
    /// The hashes of the pending names and lookups, maintained after the first look-up.
    hashes: Option<NumberSet>,
    /// The home servers read by this transaction.
    pub(super) home_servers: home_servers::Known,
    pub(super) rows_added: RowsAdded,
    /// The last keys assigned by this transaction, by table.
    pub(super) last_keys: BTreeMap<&'static str, i64>,
    /// The number of entries since the memory was last computed.
    unweighed: usize,
    /// Whether an interrupt ends the writing of pending entries: an interrupted import is rolled back.
    interruptible: bool,
    /// The audit entry that everything of an import refers to.
    pub(super) entry: i64,
}

impl Pending {
    /// The state at the beginning of an import, which is all or nothing.
    pub(super) fn of_an_import(entry: i64) -> Pending {
        Pending { interruptible: true, entry, ..Pending::default() }
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

    /// Whether entries should be written.
    fn are_many(&mut self) -> bool {
        if self.unweighed < UNWEIGHED {
            return false;
        }
        self.unweighed = 0;
        // A set has one more byte for each slot.
        let hashes = self.hashes.as_ref().map_or(0, |hashes| hashes.capacity() * 9);
        size_of(&self.names) + size_of(&self.lookups) + self.words.size() + hashes > MOST
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

    /// Writes the entries of the largest table, if there are many.
    pub(super) fn write_many_pending(&self) -> Result<()> {
        let mut pending = self.pending.borrow_mut();
        if !pending.are_many() {
            return Ok(());
        }
        let (names, lookups, words) =
            (size_of(&pending.names), size_of(&pending.lookups), pending.words.size());
        if words >= names.max(lookups) {
            self.write_words_of(&mut pending)
        } else {
            // They are in one set, so they are written together.
            pending.hashes = None;
            self.write_names_of(&mut pending)?;
            self.write_lookups_of(&mut pending)
        }
    }

    /// Writes the pending entries, if this hash is among them.
    pub(super) fn write_pending_of(&self, hash: i64) -> Result<()> {
        if self.pending.borrow_mut().holds(hash) {
            return self.write_pending();
        }
        Ok(())
    }

    /// Discards the pending entries, with their transaction.
    pub(super) fn forget_pending(&self) {
        self.pending.replace(Pending::default());
    }

    /// Writes the pending entries.
    pub(super) fn write_pending(&self) -> Result<()> {
        let mut pending = self.pending.borrow_mut();
        pending.hashes = None;
        self.write_names_of(&mut pending)?;
        self.write_lookups_of(&mut pending)?;
        self.write_words_of(&mut pending)
    }

    fn write_names_of(&self, pending: &mut Pending) -> Result<()> {
        let mut names = std::mem::take(&mut pending.names);
        names.sort_unstable();
        // The folding of another version can have stored a hash that is new now.
        let insert = "INSERT OR IGNORE INTO user_name (name_hash, user_key) VALUES";
        self.insert_all(
            insert,
            pending.interruptible,
            names.into_iter().map(|(hash, user)| [hash.into(), user.into()]),
        )
    }

    fn write_lookups_of(&self, pending: &mut Pending) -> Result<()> {
        let mut lookups = std::mem::take(&mut pending.lookups);
        lookups.sort_unstable();
        let insert =
            "INSERT OR IGNORE INTO certificate_lookup (lookup_hash, user_key, certificate_key) VALUES";
        let rows = lookups
            .into_iter()
            .map(|(hash, user, certificate)| [hash.into(), user.into(), certificate.into()]);
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

    /// Inserts rows with `N` values.
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

/// The memory of pending entries, in bytes.
fn size_of<T>(entries: &Vec<T>) -> usize {
    entries.capacity() * std::mem::size_of::<T>()
}

/// `insert` for this many rows with `N` values.
fn insert_of<const N: usize>(insert: &str, rows: usize) -> String {
    let row = format!("({})", ["?"; N].join(", "));
    format!("{} {}", insert, vec![row; rows].join(", "))
}

/// A value of an inserted row.
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
