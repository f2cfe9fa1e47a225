//! Users as rows of names, and the index of names.

use rusqlite::Row;

use crate::error::Result;
use crate::model::keys::UserKey;
use crate::model::names::NameHash;
use crate::model::user::NameRow;
use crate::store::sqlite::{seal, SqliteStore};

use super::domains::DOMAIN_COLUMNS;
use super::identity::IDENTITY_COLUMNS;

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

impl SqliteStore {
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
            for hash in removed {
                self.execute("DELETE FROM user_name WHERE name_hash = ?1 AND user_key = ?2", (hash, key))?;
            }
        }
        for hash in added {
            self.add_name_later(*hash, key);
        }
        self.write_many_pending()
    }
}
