//! Finding users by name hash, key and GUID.

use rusqlite::{Row, Rows};

use crate::directory::guid::Guid;
use crate::error::Result;
use crate::identity::names::NameHash;
use crate::user::{NameRow, ACCOUNT_DISABLED};

use super::cache::Cache;
use super::columns::Columns;
use super::error::At;
use super::SqliteStore;

/// A user's columns, with the domain's two, and with whether the home server is a pool, from wherever they come.
macro_rules! name_columns {
    ($domain:literal, $has_registrar_pool:literal) => {
        concat!(
            "u.user_key, u.distinguished_name, u.common_name, u.display_name, u.sam_account_name, u.user_principal_name,
             u.sip_address, ",
            $domain,
            ", ",
            $has_registrar_pool,
            ", u.gone_since IS NOT NULL, u.user_account_control, u.domain_key,
             u.home_server_key, u.gone_since, u.identity_seal, u.object_guid"
        )
    };
    ($domain:literal) => {
        name_columns!($domain, "h.registrar_pool IS NOT NULL")
    };
    () => {
        name_columns!("d.dns_name, d.netbios_name")
    };
}

/// The columns under the identity seal (see users.rs), and that.
const IDENTITY_SEALED: [usize; 11] = [0, 1, 6, 5, 4, 3, 2, 11, 12, HOME_SERVER_KEY, 14];
const IDENTITY_SEAL: usize = 15;
/// Where some of them stand.
pub(super) const DISTINGUISHED_NAME: usize = 1;
pub(super) const SIP_ADDRESS: usize = 6;
pub(super) const HOME_SERVER_KEY: usize = 13;
/// The first column after those of a name.
pub(super) const AFTER_NAME: usize = 17;

macro_rules! home_server_join {
    () => {
        " LEFT JOIN home_server h ON h.home_server_key = u.home_server_key "
    };
}

macro_rules! name_joins {
    () => {
        concat!(" LEFT JOIN domain d ON d.domain_key = u.domain_key", home_server_join!())
    };
}

pub(super) use {home_server_join, name_columns, name_joins};

const BY_HASH: &str = concat!(
    "SELECT ",
    name_columns!(),
    " FROM user_name n CROSS JOIN user u ON u.user_key = n.user_key",
    name_joins!(),
    "WHERE n.name_hash = ?1"
);

/// Without the domain, which only texts are compared with.
const BY_KEY: &str = concat!(
    "SELECT ",
    name_columns!("NULL, NULL"),
    " FROM user u",
    home_server_join!(),
    "WHERE u.user_key = ?1 AND (?2 IS NULL OR u.object_guid IS NULL OR u.object_guid = ?2)"
);

impl SqliteStore {
    pub(super) fn read_users_named(&self, hash: NameHash, visit: &mut dyn FnMut(&NameRow<'_>)) -> Result<()> {
        self.keep_for(Cache::Lookup)?;
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
        self.keep_for(Cache::Lookup)?;
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
        let columns = Columns::<AFTER_NAME>::read(row)?;
        columns.verify(&self.identity.hash_secret, &IDENTITY_SEALED, IDENTITY_SEAL)?;
        Ok(NameRow {
            key: columns.get(0)?,
            distinguished_name: columns.text(DISTINGUISHED_NAME)?,
            common_name: columns.text_or_null(2)?,
            display_name: columns.text_or_null(3)?,
            sam_account_name: columns.text_or_null(4)?,
            user_principal_name: columns.text_or_null(5)?,
            sip_address: columns.text_or_null(SIP_ADDRESS)?,
            dns_domain: columns.text_or_null(7)?,
            netbios_domain: columns.text_or_null(8)?,
            has_registrar_pool: columns.get(9)?,
            gone: columns.get(10)?,
            account_disabled: columns
                .get::<Option<u32>>(11)?
                .map_or(false, |flags| flags & ACCOUNT_DISABLED != 0),
            object_guid: columns.get::<Option<[u8; 16]>>(16)?.map(Guid::from_directory_bytes),
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
