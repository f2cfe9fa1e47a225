//! The last keys that were given, which are about as many as there are rows.

use std::cell::Cell;

use cscert_postgresql::{Parameter, Row};

use crate::error::Result;
use crate::model::keys::{CertificateKey, UserKey};
use crate::store::LastKeys;

use super::connection::Answer;
use super::error::Role;
use super::PostgresqlStore;

const LAST_KEYS: &str = "select users, certificates from writer";

fn last_keys(row: &Row<'_>) -> Answer<LastKeys> {
    Ok(LastKeys { users: UserKey(row.get(0)?), certificates: CertificateKey(row.get(1)?) })
}

/// Which of the keys says about how many a listing lists.
pub(super) type Estimate = fn(LastKeys) -> i64;

impl PostgresqlStore {
    /// Rows of a listing. With its first page comes about how many there will be, which the progress is told.
    pub(super) fn listed<T>(
        &self,
        sql: &str,
        parameters: &[&dyn Parameter],
        total: Option<Estimate>,
        read: impl Fn(&Row<'_>) -> Answer<T>,
    ) -> Result<Vec<T>> {
        let total = match total {
            Some(total) => total,
            None => return self.connection.rows(Role::Reader, sql, parameters, read),
        };
        let (rows, last) = self.rows_and_last_keys(Role::Reader, sql, parameters, read)?;
        self.progress.begin(total(last).unsigned_abs());
        Ok(rows)
    }

    /// The rows of a statement, and the last keys as they are after it, with one round trip.
    pub(super) fn rows_and_last_keys<T>(
        &self,
        role: Role,
        sql: &str,
        parameters: &[&dyn Parameter],
        read: impl Fn(&Row<'_>) -> Answer<T>,
    ) -> Result<(Vec<T>, LastKeys)> {
        let last = Cell::new(LastKeys::default());
        let rows = self.connection.rows_of(role, &[(sql, parameters), (LAST_KEYS, &[])], |place, row| {
            if place > 0 {
                last.set(last_keys(row)?);
                return Ok(None);
            }
            read(row).map(Some)
        })?;
        Ok((rows.into_iter().flatten().collect(), last.get()))
    }
}
