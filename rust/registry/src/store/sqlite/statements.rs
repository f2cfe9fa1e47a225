//! Statements, which are prepared once for a connection, with SQLite's errors as those of the registry.

use rusqlite::{OptionalExtension, Params, Row};

use crate::error::Result;

use super::columns::Columns;
use super::error::At;
use super::SqliteStore;

impl SqliteStore {
    /// The columns of a row from `first` on, the last of which is the seal over the others, if it matches.
    pub(super) fn sealed<'r, const N: usize>(
        &self,
        row: &'r Row<'_>,
        first: usize,
    ) -> rusqlite::Result<Columns<'r, N>> {
        let columns = Columns::read_from(row, first)?;
        columns.verify_all(&self.identity.get().hash_secret)?;
        Ok(columns)
    }

    /// Executes a statement that writes; returns how many rows it changed.
    pub(super) fn execute(&self, sql: &str, values: impl Params) -> Result<usize> {
        self.connection.prepare_cached(sql).and_then(|mut s| s.execute(values)).at_writing(&self.location)
    }

    /// Reads the only row of a statement.
    pub(super) fn row<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        self.connection.prepare_cached(sql).and_then(|mut s| s.query_row(values, read)).at(&self.location)
    }

    /// Reads the first row of a statement, if there is one.
    pub(super) fn first_row<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        let first =
            self.connection.prepare_cached(sql).and_then(|mut s| s.query_row(values, read).optional());
        first.at(&self.location)
    }

    /// Reads all rows of a statement.
    pub(super) fn rows<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql).at(&self.location)?;
        let rows = statement.query_map(values, read).and_then(|rows| rows.collect());
        rows.at(&self.location)
    }

    /// Tells of each row of a statement.
    pub(super) fn each_row(
        &self,
        sql: &str,
        values: impl Params,
        mut visit: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql).at(&self.location)?;
        let mut rows = statement.query(values).at(&self.location)?;
        while let Some(row) = rows.next().at(&self.location)? {
            visit(row)?;
        }
        Ok(())
    }
}
