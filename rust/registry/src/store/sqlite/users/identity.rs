//! The identity of a user as a row: the columns under the identity seal (see mod.rs).

use rusqlite::Row;

use crate::model::guid::Guid;
use crate::model::keys::UserKey;
use crate::model::user::{UserNames, ACCOUNT_DISABLED};
use crate::store::sqlite::columns::Columns;
use crate::store::sqlite::SqliteStore;

/// The columns under the seal, in its order, and the seal.
macro_rules! identity_columns {
    () => {
        "u.user_key, u.object_guid, u.distinguished_name, u.sip_address, u.user_principal_name, u.sam_account_name, u.display_name,
         u.common_name, u.user_account_control, u.domain_key, u.home_server_key, u.gone_since, u.identity_seal"
    };
}

pub(crate) use identity_columns;

/// The number of columns.
pub(crate) const IDENTITY_COLUMNS: usize = 13;
/// The positions of some of them.
pub(crate) const DISTINGUISHED_NAME: usize = 2;
pub(crate) const SIP_ADDRESS: usize = 3;
pub(crate) const HOME_SERVER_KEY: usize = 10;

/// The identity of a user, from a row whose first columns are `identity_columns`.
pub(crate) struct IdentityRow<'r>(Columns<'r, IDENTITY_COLUMNS>);

impl<'r> IdentityRow<'r> {
    pub(crate) fn key(&self) -> rusqlite::Result<UserKey> {
        self.0.get(0)
    }

    pub(crate) fn names(&self) -> rusqlite::Result<UserNames<'r>> {
        Ok(UserNames {
            key: self.key()?,
            distinguished_name: self.distinguished_name()?,
            common_name: self.0.text_or_null(7)?,
            display_name: self.0.text_or_null(6)?,
            sam_account_name: self.0.text_or_null(5)?,
            user_principal_name: self.0.text_or_null(4)?,
            sip_address: self.sip_address()?,
        })
    }

    pub(crate) fn distinguished_name(&self) -> rusqlite::Result<&'r str> {
        self.0.text(DISTINGUISHED_NAME)
    }

    pub(crate) fn sip_address(&self) -> rusqlite::Result<Option<&'r str>> {
        self.0.text_or_null(SIP_ADDRESS)
    }

    pub(crate) fn object_guid(&self) -> rusqlite::Result<Option<Guid>> {
        Ok(self.0.get::<Option<[u8; 16]>>(1)?.map(Guid::from_directory_bytes))
    }

    pub(crate) fn domain_key(&self) -> rusqlite::Result<Option<i64>> {
        self.0.get(9)
    }

    pub(crate) fn home_server_key(&self) -> rusqlite::Result<Option<i64>> {
        self.0.get(HOME_SERVER_KEY)
    }

    /// Whether the user is no longer in the directory.
    pub(crate) fn is_gone(&self) -> bool {
        !self.0.is_null(11)
    }

    pub(crate) fn is_account_disabled(&self) -> rusqlite::Result<bool> {
        Ok(self.0.get::<Option<u32>>(8)?.map_or(false, |flags| flags & ACCOUNT_DISABLED != 0))
    }
}

impl SqliteStore {
    /// The content of a row, if its seal matches.
    pub(crate) fn identity_row<'r>(&self, row: &'r Row<'_>) -> rusqlite::Result<IdentityRow<'r>> {
        self.identity_row_from(row, 0)
    }

    /// The same if `identity_columns` begin at column `first`.
    pub(crate) fn identity_row_from<'r>(
        &self,
        row: &'r Row<'_>,
        first: usize,
    ) -> rusqlite::Result<IdentityRow<'r>> {
        self.sealed(row, first).map(IdentityRow)
    }
}
