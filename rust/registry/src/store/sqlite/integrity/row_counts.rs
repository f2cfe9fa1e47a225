//! The expected number of rows of tables. Most lost rows are noticed otherwise, but not a user without certificates, or
//! a pool, a home server or a domain that no user refers to.

use crate::error::Result;
use crate::store::sqlite::SqliteStore;

const COUNT: &str = "UPDATE row_count SET row_count = row_count + ?2 WHERE table_name = ?1";

/// The number of rows that a transaction has added, by table.
#[derive(Default)]
pub(crate) struct RowsAdded(Vec<(&'static str, i64)>);

impl RowsAdded {
    fn add(&mut self, table: &'static str) {
        match self.0.iter_mut().find(|(known, _)| *known == table) {
            Some(known) => known.1 += 1,
            None => self.0.push((table, 1)),
        }
    }
}

impl SqliteStore {
    /// Counts an added row; rows are never deleted.
    pub(crate) fn count_row(&self, table: &'static str) {
        self.pending.borrow_mut().rows_added.add(table);
    }

    /// Writes the numbers of rows, once per transaction.
    pub(crate) fn write_row_counts(&self) -> Result<()> {
        let added = std::mem::take(&mut self.pending.borrow_mut().rows_added.0);
        for (table, rows) in added {
            self.execute(COUNT, (table, rows))?;
        }
        Ok(())
    }
}
