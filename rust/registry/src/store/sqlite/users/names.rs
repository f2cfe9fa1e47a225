//! Finding users by name hash, key and GUID.

use rusqlite::{Params, Row};

use crate::error::Result;
use crate::model::keys::UserKey;
use crate::model::names::NameHash;
use crate::model::user::NameRow;
use crate::store::sqlite::cache::Cache;
use crate::store::sqlite::error::At;
use crate::store::sqlite::{seal, SqliteStore};
use crate::store::Wanted;

use super::domains::{domain_columns, domain_join, no_domain_columns, DOMAIN_COLUMNS};
use super::identity::{identity_columns, IDENTITY_COLUMNS};

/// The identity of a user, the home server (0 none, 1 present, 2 a pool) and the domain.
macro_rules! name_columns {
    ($home_server:literal, $domain:expr) => {
        concat!(identity_columns!(), ", ", $home_server, ", ", $domain)
    };
    ($domain:expr) => {
        name_columns!("(h.home_server_key IS NOT NULL) + (h.registrar_pool IS NOT NULL)", $domain)
    };
    () => {
        name_columns!(domain_columns!())
    };
}

/// The positions of those after the identity.
const HOME_SERVER: usize = IDENTITY_COLUMNS;
const DOMAIN: usize = IDENTITY_COLUMNS + 1;
/// The number of columns of a name row.
pub(crate) const AFTER_NAME: usize = DOMAIN + DOMAIN_COLUMNS;

macro_rules! home_server_join {
    () => {
        " LEFT JOIN home_server h ON h.home_server_key = u.home_server_key "
    };
}

macro_rules! name_joins {
    () => {
        concat!(domain_join!(), home_server_join!())
    };
}

pub(crate) use {home_server_join, name_columns, name_joins};

const BY_HASH: &str = concat!(
    "SELECT ",
    name_columns!(),
    " FROM user_name n CROSS JOIN user u ON u.user_key = n.user_key",
    name_joins!(),
    "WHERE n.name_hash = ?1"
);

/// Without the domain, which is needed only for comparison with texts.
const BY_KEY: &str = concat!(
    "SELECT ",
    name_columns!(no_domain_columns!()),
    " FROM user u",
    home_server_join!(),
    "WHERE u.user_key = ?1"
);

const BY_GUID: &str = concat!(
    "SELECT ",
    name_columns!(no_domain_columns!()),
    " FROM user u",
    home_server_join!(),
    "WHERE u.object_guid = ?1"
);

impl SqliteStore {
    pub(crate) fn read_users(
        &self,
        wanted: Wanted,
        visit: &mut dyn FnMut(&NameRow<'_>) -> bool,
    ) -> Result<()> {
        self.keep_for(Cache::Lookup)?;
        match wanted {
            Wanted::Name(hash) => {
                self.write_pending_of(hash)?;
                self.visit_names(BY_HASH, [hash], true, visit)
            }
            Wanted::Key(key) => self.visit_names(BY_KEY, [key], false, visit),
            Wanted::Guid(guid) => self.visit_names(BY_GUID, [guid.directory_bytes()], false, visit),
        }
    }

    fn visit_names(
        &self,
        sql: &str,
        values: impl Params,
        with_domain: bool,
        visit: &mut dyn FnMut(&NameRow<'_>) -> bool,
    ) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql).at(&self.location)?;
        let mut rows = statement.query(values).at(&self.location)?;
        while let Some(row) = rows.next().at(&self.location)? {
            if !visit(&self.name_row(row, with_domain).at(&self.location)?) {
                break;
            }
        }
        Ok(())
    }

    /// The content of a row, if its seals match.
    pub(crate) fn name_row<'r>(&self, row: &'r Row<'_>, with_domain: bool) -> rusqlite::Result<NameRow<'r>> {
        let user = self.identity_row(row)?;
        let domain = user.domain_key()?.filter(|_| with_domain);
        let (dns_domain, netbios_domain) = match domain {
            Some(key) => {
                self.domain_names(key, row, DOMAIN).map(|(dns, netbios)| (Some(dns), Some(netbios)))?
            }
            None => (None, None),
        };
        Ok(NameRow {
            names: user.names()?,
            dns_domain,
            netbios_domain,
            has_registrar_pool: match row.get::<_, i64>(HOME_SERVER)? {
                0 if user.home_server_key()?.is_some() => return Err(seal::missing("home server")),
                known => known == 2,
            },
            gone: user.is_gone(),
            account_disabled: user.is_account_disabled()?,
            object_guid: user.object_guid()?,
        })
    }

    pub(crate) fn write_names(&self, key: UserKey, removed: &[NameHash], added: &[NameHash]) -> Result<()> {
        if !removed.is_empty() {
            self.write_pending()?;
            let mut delete = self
                .connection
                .prepare_cached("DELETE FROM user_name WHERE name_hash = ?1 AND user_key = ?2")
                .at(&self.location)?;
            for hash in removed {
                delete.execute((hash, key)).at(&self.location)?;
            }
        }
        for hash in added {
            self.add_name_later(*hash, key);
        }
        self.write_many_pending()
    }
}
