//! The values of a row, each read from SQLite once: for the seal and for the result.

use rusqlite::types::{FromSql, ValueRef};
use rusqlite::Row;

use super::seal;

/// The values of `N` columns of a row.
pub(super) struct Columns<'r, const N: usize>([ValueRef<'r>; N]);

impl<'r, const N: usize> Columns<'r, N> {
    /// The first columns.
    pub(super) fn read(row: &'r Row<'_>) -> rusqlite::Result<Columns<'r, N>> {
        Columns::read_from(row, 0)
    }

    /// The columns from `first` on, which becomes column 0.
    pub(super) fn read_from(row: &'r Row<'_>, first: usize) -> rusqlite::Result<Columns<'r, N>> {
        let mut values = [ValueRef::Null; N];
        for (column, value) in values.iter_mut().enumerate() {
            *value = row.get_ref(first + column)?;
        }
        Ok(Columns(values))
    }

    /// All of them.
    pub(super) fn values(&self) -> [ValueRef<'r>; N] {
        self.0
    }

    /// The value in that column.
    pub(super) fn get<T: FromSql>(&self, column: usize) -> rusqlite::Result<T> {
        Ok(T::column_result(self.0[column])?)
    }

    pub(super) fn is_null(&self, column: usize) -> bool {
        self.0[column] == ValueRef::Null
    }

    pub(super) fn text(&self, column: usize) -> rusqlite::Result<&'r str> {
        Ok(self.0[column].as_str()?)
    }

    pub(super) fn text_or_null(&self, column: usize) -> rusqlite::Result<Option<&'r str>> {
        Ok(self.0[column].as_str_or_null()?)
    }

    pub(super) fn blob(&self, column: usize) -> rusqlite::Result<&'r [u8]> {
        Ok(self.0[column].as_blob()?)
    }

    /// Compares the seal in the last column with the values in the others.
    ///
    /// # Errors
    /// The row does not match its seal.
    pub(super) fn verify_all(&self, secret: &[u8; 16]) -> rusqlite::Result<()> {
        seal::verify(secret, self.0[..N - 1].iter().copied(), self.get(N - 1)?)
    }

    /// Compares the seal in column `at` with the values in `columns`, in the order in which they were sealed.
    ///
    /// # Errors
    /// The row does not match its seal.
    pub(super) fn verify(&self, secret: &[u8; 16], columns: &[usize], at: usize) -> rusqlite::Result<()> {
        seal::verify(secret, columns.iter().map(|column| self.0[*column]), self.get(at)?)
    }
}
