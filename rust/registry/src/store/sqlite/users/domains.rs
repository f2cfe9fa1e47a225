//! Domains. Their NetBIOS names decide who `domain\\logon` is, so each row has a seal.

use rusqlite::types::{FromSql, ValueRef};
use rusqlite::{OptionalExtension, Row};

use crate::error::Result;
use crate::model::domain::Domain;
use crate::store::sqlite::columns::Columns;
use crate::store::sqlite::error::At;
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

const ONE: &str = "SELECT domain_key, dns_name, netbios_name, assumed, seal FROM domain WHERE dns_name = ?1";
const SEALED: [usize; 4] = [0, 1, 2, 3];
const SEAL: usize = 4;

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

    pub(crate) fn read_domain(&self, dns_name: &str) -> Result<Option<Domain>> {
        self.connection
            .prepare_cached(ONE)
            .and_then(|mut s| {
                s.query_row([dns_name], |row| {
                    let columns = Columns::<5>::read(row)?;
                    columns.verify(&self.identity.get().hash_secret, &SEALED, SEAL)?;
                    Ok(Domain {
                        key: Some(columns.get(0)?),
                        dns_name: columns.get(1)?,
                        netbios_name: columns.get(2)?,
                        assumed: columns.get(3)?,
                    })
                })
                .optional()
            })
            .at(&self.location)
    }

    /// Adds a domain, or renames the one with the key; returns its key.
    pub(crate) fn write_domain(&self, domain: &Domain) -> Result<i64> {
        let key = match domain.key {
            Some(key) => key,
            None => {
                self.count_row("domain");
                self.next_row("SELECT coalesce(max(domain_key), 0) + 1 FROM domain")?
            }
        };
        self.connection
            .prepare_cached(
                "INSERT INTO domain (domain_key, dns_name, netbios_name, assumed, seal)
                 VALUES (?1, ?2, ?3, ?4, seal(?1, ?2, ?3, ?4))
                 ON CONFLICT (domain_key) DO UPDATE SET dns_name = excluded.dns_name,
                     netbios_name = excluded.netbios_name, assumed = excluded.assumed, seal = excluded.seal",
            )
            .and_then(|mut s| s.execute((key, &domain.dns_name, &domain.netbios_name, domain.assumed)))
            .at_writing(&self.location)?;
        Ok(key)
    }

    /// The key for a new row of a small table.
    pub(crate) fn next_row(&self, sql: &str) -> Result<i64> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([], |row| row.get(0)))
            .at(&self.location)
    }
}
