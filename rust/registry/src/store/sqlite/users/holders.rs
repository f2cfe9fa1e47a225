//! Users together with their certificates, in one statement and so in one state.

use std::cmp::Ordering;

use rusqlite::{Params, Row, Rows};

use crate::error::Result;
use crate::model::certificate::{CertificateOwner, CertificateRow};
use crate::model::keys::UserKey;
use crate::model::user::NameRow;
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

/// Their columns, after those of a user.
macro_rules! certificate_columns {
    () => {
        concat!(", ", own_columns!())
    };
}

/// Users found by a name hash, with more columns of more tables.
macro_rules! named {
    ($columns:expr, $join:expr, $order:literal) => {
        concat!(
            "SELECT ",
            name_columns!(),
            $columns,
            " FROM user_name n CROSS JOIN user u ON u.user_key = n.user_key",
            name_joins!(),
            $join,
            "WHERE n.name_hash = ?1",
            $order
        )
    };
}

/// A user found otherwise: without the domain, which is needed only for comparison with texts.
macro_rules! one {
    ($column:literal, $columns:expr, $join:expr, $order:literal) => {
        concat!(
            "SELECT ",
            name_columns!(no_domain_columns!()),
            $columns,
            " FROM user u",
            home_server_join!(),
            $join,
            "WHERE ",
            $column,
            " = ?1",
            $order
        )
    };
}

/// The users alone, and with their certificates.
const NAMED: [&str; 2] = [
    named!("", "", ""),
    named!(certificate_columns!(), certificate_join!(), " ORDER BY n.user_key, c.certificate_key"),
];
const WITH_KEY: [&str; 2] = [
    one!("u.user_key", "", "", ""),
    one!("u.user_key", certificate_columns!(), certificate_join!(), " ORDER BY c.certificate_key"),
];
const WITH_GUID: [&str; 2] = [
    one!("u.object_guid", "", "", ""),
    one!(
        "u.object_guid",
        certificate_columns!(),
        certificate_join!(),
        " ORDER BY u.user_key, c.certificate_key"
    ),
];

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

impl SqliteStore {
    /// Tells of the users that are wanted, with their certificates where these are asked for; returns whether there shall be more.
    pub(super) fn read_holders_of(
        &self,
        wanted: Wanted,
        rows: WantedRows,
        visit: &mut dyn FnMut(Holding<'_>) -> bool,
    ) -> Result<bool> {
        let with_certificates = rows == WantedRows::WithCertificates;
        let sql = |statements: [&'static str; 2]| statements[usize::from(with_certificates)];
        match wanted {
            Wanted::Name(hash) => {
                self.write_pending_of(hash)?;
                self.visit_holders(sql(NAMED), [hash], true, with_certificates, visit)
            }
            Wanted::Key(key) => self.visit_holders(sql(WITH_KEY), [key], false, with_certificates, visit),
            Wanted::Guid(guid) => {
                let guid = guid.directory_bytes();
                self.visit_holders(sql(WITH_GUID), [guid], false, with_certificates, visit)
            }
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
                        let row = self.row_of(&columns, owner, None).at(&self.location)?;
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
        with_certificates: bool,
        visit: &mut dyn FnMut(Holding<'_>) -> bool,
    ) -> Result<bool> {
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
                        return Ok(false);
                    }
                    last.insert(Owner { key, gone: user.gone, account_disabled: user.account_disabled })
                }
            };
            if !with_certificates {
                continue;
            }
            if let Some(certificate) = self.certificate_of(row, owner).at(&self.location)? {
                if !visit(Holding::Certificate(&certificate)) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
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
        self.row_of(&columns, owner, None).map(Some)
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

    use super::super::GONE;
    use super::*;
    use crate::store::sqlite::plan::assert_reads;

    #[test]
    fn holders_are_read_along_indexes_and_not_sorted() {
        for (sql, first) in [
            (NAMED, "SEARCH n USING PRIMARY KEY (name_hash=?)"),
            (WITH_KEY, "SEARCH u USING INTEGER PRIMARY KEY (rowid=?)"),
            (WITH_GUID, "SEARCH u USING INDEX sqlite_autoindex_user_1 (object_guid=?)"),
            ([USERS_BETWEEN; 2], "SEARCH u USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
            ([CERTIFICATES_BETWEEN; 2], "SEARCH c USING PRIMARY KEY (user_key>? AND user_key<?)"),
            ([GONE; 2], "SEARCH u USING COVERING INDEX user_gone (gone_since>?)"),
        ] {
            sql.iter().for_each(|sql| assert_reads(sql, first));
        }
    }

    /// From SQLite 3.54 on it is otherwise prepared again, for each user, which takes longer than finding one.
    #[test]
    fn a_statement_is_prepared_once_whatever_is_bound() {
        let store = SqliteStore::in_memory().unwrap();
        for sql in [NAMED, WITH_KEY, WITH_GUID].concat() {
            let mut statement = store.connection.prepare(sql).unwrap();
            for value in 1..=3 {
                assert!(!statement.exists([value]).unwrap());
            }
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "{}", sql);
        }
    }
}
