//! Domains. Their NetBIOS names decide who `domain\\logon` is, so each row has a seal.

use rusqlite::types::{FromSql, ValueRef};
use rusqlite::Row;

use crate::store::sqlite::columns::Columns;
use crate::store::sqlite::{seal, SqliteStore};

/// The names of the domain `d` of a user, and the other columns under its seal.
macro_rules! domain_columns {
    () => {
        "d.dns_name, d.netbios_name, d.assumed, d.seal"
    };
}

/// Instead of them if the domain is not needed.
macro_rules! no_domain_columns {
    () => {
        "NULL, NULL, NULL, NULL"
    };
}

macro_rules! domain_join {
    () => {
        " LEFT JOIN domain d ON d.domain_key = u.domain_key"
    };
}

pub(crate) use {domain_columns, domain_join, no_domain_columns};

/// The number of these columns.
pub(crate) const DOMAIN_COLUMNS: usize = 4;

impl SqliteStore {
    /// The DNS name and the NetBIOS name of the domain of a user, by key, if its seal matches.
    ///
    /// # Errors
    /// Also if there is no such domain.
    pub(crate) fn domain_names<'r>(
        &self,
        key: i64,
        row: &'r Row<'_>,
        first: usize,
    ) -> rusqlite::Result<(&'r str, &'r str)> {
        let columns = Columns::<DOMAIN_COLUMNS>::read_from(row, first)?;
        let [dns_name, netbios_name, assumed, found] = columns.values();
        if found == ValueRef::Null {
            return Err(seal::missing("domain"));
        }
        let sealed = [ValueRef::Integer(key), dns_name, netbios_name, assumed];
        seal::verify(
            &self.identity.get().hash_secret,
            sealed.iter().copied(),
            FromSql::column_result(found)?,
        )?;
        Ok((dns_name.as_str()?, netbios_name.as_str()?))
    }
}
