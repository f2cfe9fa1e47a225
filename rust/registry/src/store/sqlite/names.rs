//! Finding users by name hash, key and GUID.

use rusqlite::{Row, Rows};

use crate::directory::guid::Guid;
use crate::error::Result;
use crate::identity::names::NameHash;
use crate::user::{NameRow, ACCOUNT_DISABLED};

use super::error::At;
use super::{seal, SqliteStore};

macro_rules! name_columns {
    () => {
        "u.user_key, u.distinguished_name, u.common_name, u.display_name, u.sam_account_name, u.user_principal_name,
         u.sip_address, d.dns_name, d.netbios_name, h.registrar_pool IS NOT NULL, u.gone_since IS NOT NULL,
         u.user_account_control, u.domain_key, u.home_server_key, u.gone_since, u.identity_seal"
    };
}

/// The columns under the identity seal (see users.rs), and that.
const IDENTITY_SEALED: [usize; 11] = [0, 1, 6, 5, 4, 3, 2, 11, 12, 13, 14];
const IDENTITY_SEAL: usize = 15;
/// The first column after those of a name.
pub(super) const AFTER_NAME: usize = 16;

macro_rules! name_joins {
    () => {
        " LEFT JOIN domain d ON d.domain_key = u.domain_key
          LEFT JOIN home_server h ON h.home_server_key = u.home_server_key "
    };
}

pub(super) use {name_columns, name_joins};

const BY_HASH: &str = concat!(
    "SELECT ",
    name_columns!(),
    " FROM user_name n CROSS JOIN user u ON u.user_key = n.user_key",
    name_joins!(),
    "WHERE n.name_hash = ?1"
);

/// Without the domain, which only texts are compared with.
const BY_KEY: &str = "SELECT u.user_key, u.distinguished_name, u.common_name, u.display_name, u.sam_account_name,
        u.user_principal_name, u.sip_address, NULL, NULL, h.registrar_pool IS NOT NULL, u.gone_since IS NOT NULL,
        u.user_account_control, u.domain_key, u.home_server_key, u.gone_since, u.identity_seal
     FROM user u LEFT JOIN home_server h ON h.home_server_key = u.home_server_key
     WHERE u.user_key = ?1 AND (?2 IS NULL OR u.object_guid IS NULL OR u.object_guid = ?2)";

impl SqliteStore {
    pub(super) fn read_users_named(&self, hash: NameHash, visit: &mut dyn FnMut(&NameRow<'_>)) -> Result<()> {
        self.write_pending_of(hash)?;
        let mut statement = self.connection.prepare_cached(BY_HASH).at(&self.location)?;
        let rows = statement.query([hash]).at(&self.location)?;
        self.visit_names(rows, visit).at(&self.location)
    }

    pub(super) fn read_user_name(
        &self,
        key: i64,
        guid: Option<Guid>,
        visit: &mut dyn FnMut(&NameRow<'_>),
    ) -> Result<()> {
        let mut statement = self.connection.prepare_cached(BY_KEY).at(&self.location)?;
        let rows = statement.query((key, guid.map(|g| *g.directory_bytes()))).at(&self.location)?;
        self.visit_names(rows, visit).at(&self.location)
    }

    fn visit_names(&self, mut rows: Rows<'_>, visit: &mut dyn FnMut(&NameRow<'_>)) -> rusqlite::Result<()> {
        while let Some(row) = rows.next()? {
            visit(&self.name_row(row)?);
        }
        Ok(())
    }

    /// What a row says, where its seal is whole.
    pub(super) fn name_row<'r>(&self, row: &'r Row<'_>) -> rusqlite::Result<NameRow<'r>> {
        seal::verify(&self.identity.hash_secret, row, &IDENTITY_SEALED, IDENTITY_SEAL)?;
        Ok(NameRow {
            key: row.get(0)?,
            distinguished_name: row.get_ref(1)?.as_str()?,
            common_name: row.get_ref(2)?.as_str_or_null()?,
            display_name: row.get_ref(3)?.as_str_or_null()?,
            sam_account_name: row.get_ref(4)?.as_str_or_null()?,
            user_principal_name: row.get_ref(5)?.as_str_or_null()?,
            sip_address: row.get_ref(6)?.as_str_or_null()?,
            dns_domain: row.get_ref(7)?.as_str_or_null()?,
            netbios_domain: row.get_ref(8)?.as_str_or_null()?,
            has_registrar_pool: row.get(9)?,
            gone: row.get(10)?,
            account_disabled: row
                .get::<_, Option<u32>>(11)?
                .map_or(false, |flags| flags & ACCOUNT_DISABLED != 0),
        })
    }

    pub(super) fn read_user_key_of_guid(&self, guid: Guid) -> Result<Option<i64>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT user_key FROM user WHERE object_guid = ?1")
            .at(&self.location)?;
        let mut rows = statement.query([guid.directory_bytes()]).at(&self.location)?;
        match rows.next().at(&self.location)? {
            Some(row) => row.get(0).map(Some).at(&self.location),
            None => Ok(None),
        }
    }

    pub(super) fn write_names(&self, key: i64, removed: &[NameHash], added: &[NameHash]) -> Result<()> {
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
