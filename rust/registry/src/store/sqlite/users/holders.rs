//! Users together with their certificates, in one statement and so in one state.

use std::cmp::Ordering;

use rusqlite::{Params, Row, Rows};

use crate::error::Result;
use crate::model::certificate::{CertificateOwner, CertificateRow};
use crate::model::keys::UserKey;
use crate::model::time::Microseconds;
use crate::model::user::NameRow;
use crate::store::sqlite::cache::Cache;
use crate::store::sqlite::certificates::{own_columns, OWN_COLUMNS};
use crate::store::sqlite::columns::Columns;
use crate::store::sqlite::error::At;
use crate::store::sqlite::snapshot::Snapshot;
use crate::store::sqlite::SqliteStore;
use crate::store::{Holding, Rows as WantedRows, Wanted};

use super::domains::{domain_columns, domain_join, no_domain_columns};
use super::home_servers::HomeServers;
use super::identity::{identity_columns, DISTINGUISHED_NAME, HOME_SERVER_KEY, SIP_ADDRESS};
use super::names::{home_server_join, name_columns, name_joins, AFTER_NAME};

macro_rules! certificate_join {
    () => {
        "LEFT JOIN certificate c ON c.user_key = u.user_key AND c.revocation_time IS NULL "
    };
}

const NAMED: &str = concat!(
    "SELECT ",
    name_columns!(),
    ", ",
    own_columns!(),
    " FROM user_name n CROSS JOIN user u ON u.user_key = n.user_key",
    name_joins!(),
    certificate_join!(),
    "WHERE n.name_hash = ?1 ORDER BY n.user_key, c.certificate_key"
);

const WITH_KEY: &str = concat!(
    "SELECT ",
    name_columns!(no_domain_columns!()),
    ", ",
    own_columns!(),
    " FROM user u",
    home_server_join!(),
    certificate_join!(),
    "WHERE u.user_key = ?1 ORDER BY c.certificate_key"
);

const WITH_GUID: &str = concat!(
    "SELECT ",
    name_columns!(no_domain_columns!()),
    ", ",
    own_columns!(),
    " FROM user u",
    home_server_join!(),
    certificate_join!(),
    "WHERE u.object_guid = ?1 ORDER BY u.user_key, c.certificate_key"
);

const USERS_BETWEEN: &str = concat!(
    "SELECT ",
    name_columns!("1", no_domain_columns!()),
    " FROM user u WHERE u.user_key BETWEEN ?1 AND ?2 ORDER BY u.user_key"
);

const CERTIFICATES_BETWEEN: &str = concat!(
    "SELECT ",
    own_columns!(),
    " FROM certificate c WHERE c.user_key BETWEEN ?1 AND ?2 AND c.revocation_time IS NULL
      ORDER BY c.user_key, c.certificate_key"
);

const GONE: &str = "SELECT u.user_key FROM user u INDEXED BY user_gone WHERE u.gone_since IS NOT NULL AND EXISTS (
    SELECT 1 FROM certificate c
    WHERE c.user_key = u.user_key AND c.revocation_time IS NULL AND c.not_before <= ?1 AND +c.not_after >= ?1)";

impl SqliteStore {
    pub(crate) fn read_gone_holders(
        &self,
        now: Microseconds,
        unless_same: bool,
        visit: &mut dyn FnMut(UserKey),
    ) -> Result<bool> {
        let committed = self.committed_state();
        if unless_same && committed == self.gone_holders_of.get() {
            return Ok(false);
        }
        self.proceed()?;
        let mut statement = self.connection.prepare_cached(GONE).at(&self.location)?;
        let mut rows = statement.query([now]).at(&self.location)?;
        while let Some(row) = rows.next().at(&self.location)? {
            visit(row.get(0).at(&self.location)?);
        }
        self.gone_holders_of.set(committed);
        Ok(true)
    }

    pub(crate) fn read_holders(
        &self,
        wanted: &[Wanted],
        rows: WantedRows,
        visit: &mut dyn FnMut(usize, Holding<'_>) -> bool,
    ) -> Result<()> {
        self.proceed()?;
        // One statement is at one moment anyhow.
        let _snapshot = if wanted.len() > 1 { Some(Snapshot::begin(self)?) } else { None };
        let mut goes_on = true;
        for (place, wanted) in wanted.iter().enumerate() {
            self.stop.check_interrupt()?;
            match rows {
                WantedRows::Users => self.read_users(*wanted, &mut |user| {
                    goes_on = visit(place, Holding::User(user));
                    goes_on
                })?,
                WantedRows::WithCertificates => self.read_one_holder(*wanted, &mut |holding| {
                    goes_on = visit(place, holding);
                    goes_on
                })?,
            }
            if !goes_on {
                break;
            }
        }
        Ok(())
    }

    fn read_one_holder(&self, wanted: Wanted, visit: &mut dyn FnMut(Holding<'_>) -> bool) -> Result<()> {
        self.keep_for(Cache::Lookup)?;
        match wanted {
            Wanted::Name(hash) => {
                self.write_pending_of(hash)?;
                self.visit_holders(NAMED, [hash], true, visit)
            }
            Wanted::Key(key) => self.visit_holders(WITH_KEY, [key], false, visit),
            Wanted::Guid(guid) => self.visit_holders(WITH_GUID, [guid.directory_bytes()], false, visit),
        }
    }

    /// Many users: stepping through the two tables side by side is faster than reading a user again with each certificate.
    pub(crate) fn read_holders_between(
        &self,
        first_key: UserKey,
        last_key: UserKey,
        visit: &mut dyn FnMut(Holding<'_>) -> bool,
    ) -> Result<()> {
        let _snapshot = Snapshot::begin(self)?;
        let mut users = self.connection.prepare_cached(USERS_BETWEEN).at(&self.location)?;
        let mut certificates = self.connection.prepare_cached(CERTIFICATES_BETWEEN).at(&self.location)?;
        let users = users.query([first_key, last_key]).at(&self.location)?;
        let certificates = certificates.query([first_key, last_key]).at(&self.location)?;
        self.visit_side_by_side(users, certificates, visit)
    }

    fn visit_side_by_side(
        &self,
        mut users: Rows<'_>,
        mut certificates: Rows<'_>,
        visit: &mut dyn FnMut(Holding<'_>) -> bool,
    ) -> Result<()> {
        let mut home_servers = HomeServers::new(self);
        let mut certificate = certificates.next().at(&self.location)?;
        while let Some(user) = users.next().at(&self.location)? {
            let user = self.name_row_with(user, &mut home_servers).at(&self.location)?;
            if !visit(Holding::User(&user)) {
                return Ok(());
            }
            let owner = CertificateOwner {
                key: user.names.key,
                identity: user.names.sip_address,
                distinguished_name: user.names.distinguished_name,
                gone: user.gone,
                account_disabled: user.account_disabled,
            };
            while let Some(row) = certificate {
                let columns = Columns::<OWN_COLUMNS>::read(row).at(&self.location)?;
                match columns.get::<UserKey>(1).at(&self.location)?.cmp(&owner.key) {
                    // A certificate without a user, which only damage can cause: it does not belong to this user.
                    Ordering::Less => {}
                    Ordering::Equal => {
                        let row = self.row_of(&columns, &owner, None).at(&self.location)?;
                        if !visit(Holding::Certificate(&row)) {
                            return Ok(());
                        }
                    }
                    Ordering::Greater => break,
                }
                certificate = certificates.next().at(&self.location)?;
            }
        }
        Ok(())
    }

    fn name_row_with<'r>(
        &self,
        row: &'r Row<'_>,
        home_servers: &mut HomeServers<'_>,
    ) -> rusqlite::Result<NameRow<'r>> {
        let home_server = home_servers.with_key(row.get(HOME_SERVER_KEY)?)?;
        let has_registrar_pool = home_server.map_or(false, |server| server.registrar_pool.is_some());
        Ok(NameRow { has_registrar_pool, ..self.name_row(row, false)? })
    }

    fn visit_holders(
        &self,
        sql: &str,
        values: impl Params,
        with_domain: bool,
        visit: &mut dyn FnMut(Holding<'_>) -> bool,
    ) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql).at(&self.location)?;
        let mut rows = statement.query(values).at(&self.location)?;
        let mut last: Option<Owner> = None;
        while let Some(row) = rows.next().at(&self.location)? {
            let key = row.get(0).at(&self.location)?;
            let owner = match &mut last {
                // The columns of the user are unchanged.
                Some(owner) if owner.key == key => owner,
                _ => {
                    let user = self.name_row(row, with_domain).at(&self.location)?;
                    if !visit(Holding::User(&user)) {
                        return Ok(());
                    }
                    last.insert(Owner { key, gone: user.gone, account_disabled: user.account_disabled })
                }
            };
            if let Some(certificate) = self.certificate_of(row, owner).at(&self.location)? {
                if !visit(Holding::Certificate(&certificate)) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// The certificate in a row of user and certificate; `None` if the user has none.
    fn certificate_of<'r>(
        &self,
        row: &'r Row<'_>,
        owner: &Owner,
    ) -> rusqlite::Result<Option<CertificateRow<'r>>> {
        let columns = Columns::<OWN_COLUMNS>::read_from(row, AFTER_NAME)?;
        if columns.is_null(0) {
            return Ok(None);
        }
        let owner = CertificateOwner {
            key: owner.key,
            identity: row.get_ref(SIP_ADDRESS)?.as_str_or_null()?,
            distinguished_name: row.get_ref(DISTINGUISHED_NAME)?.as_str()?,
            gone: owner.gone,
            account_disabled: owner.account_disabled,
        };
        self.row_of(&columns, &owner, None).map(Some)
    }
}

/// The user of the current rows, without texts.
struct Owner {
    key: UserKey,
    gone: bool,
    account_disabled: bool,
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::store::sqlite::plan::assert_reads;

    #[test]
    fn holders_are_read_along_indexes_and_not_sorted() {
        for (sql, first) in [
            (NAMED, "SEARCH n USING PRIMARY KEY (name_hash=?)"),
            (WITH_KEY, "SEARCH u USING INTEGER PRIMARY KEY (rowid=?)"),
            (WITH_GUID, "SEARCH u USING INDEX sqlite_autoindex_user_1 (object_guid=?)"),
            (USERS_BETWEEN, "SEARCH u USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
            (CERTIFICATES_BETWEEN, "SEARCH c USING PRIMARY KEY (user_key>? AND user_key<?)"),
            (GONE, "SEARCH u USING COVERING INDEX user_gone (gone_since>?)"),
        ] {
            assert_reads(sql, first);
        }
    }

    /// From SQLite 3.54 on it is otherwise prepared again, for each user, which takes longer than finding one.
    #[test]
    fn a_statement_is_prepared_once_whatever_is_bound() {
        let store = SqliteStore::in_memory().unwrap();
        for sql in [NAMED, WITH_KEY, WITH_GUID] {
            let mut statement = store.connection.prepare(sql).unwrap();
            for value in 1..=3 {
                assert!(!statement.exists([value]).unwrap());
            }
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "{}", sql);
        }
    }
}
