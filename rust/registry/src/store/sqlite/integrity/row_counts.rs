//! The expected number of rows of tables. Most lost rows are noticed otherwise, but not a user without certificates, or
//! a pool, a home server or a domain that no user refers to.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::store::sqlite::SqliteStore;

const COUNT: &str = "UPDATE row_count SET row_count = row_count + ?2 WHERE table_name = ?1";

/// The number of rows that a transaction has added, by table.
pub(crate) type RowsAdded = BTreeMap<&'static str, i64>;

impl SqliteStore {
    /// Counts an added row; rows are never deleted.
    pub(crate) fn count_row(&self, table: &'static str) {
        *self.pending.borrow_mut().rows_added.entry(table).or_default() += 1;
    }

    /// Writes the numbers of rows, once per transaction.
    pub(crate) fn write_row_counts(&self) -> Result<()> {
        let added = std::mem::take(&mut self.pending.borrow_mut().rows_added);
        for (table, rows) in added {
            self.execute(COUNT, (table, rows))?;
        }
        Ok(())
    }
}
