//! Certificates.

pub(super) mod details;
pub(super) mod revoking;
pub(super) mod selection;
pub(super) mod totals;

use rusqlite::types::ValueRef;
use rusqlite::{Params, Row};

use crate::error::Result;
use crate::model::certificate::{
    CertificateDetails, CertificateOwner, CertificatePosition, CertificateRow, CertificateSelection,
    NewCertificate, Totals,
};
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::names::LookupHash;
use crate::model::time::Microseconds;
use crate::store::{CertificateStore, Contents, Sought, VisitCertificate, VisitContent};

use super::columns::Columns;
use super::error::At;
use super::users::identity::{identity_columns, IDENTITY_COLUMNS};
use super::{seal, SqliteStore};

macro_rules! own_columns {
    () => {
        "c.certificate_key, c.user_key, c.publication_time, c.not_before, c.not_after, c.revocation_time,
         c.revocation_reason, c.publication_entry, c.revocation_entry, c.details, c.seal"
    };
}

pub(super) use own_columns;

/// A certificate's own columns, then its user's.
macro_rules! certificate_columns {
    () => {
        concat!(own_columns!(), ", ", identity_columns!())
    };
}

pub(super) use certificate_columns;

/// The number of a certificate's own columns.
pub(super) const OWN_COLUMNS: usize = 11;
const DETAILS: usize = 9;
const REVOCATION_REASON: usize = 6;
/// The user who revoked it, after `certificate_columns`.
const REVOKED_BY: usize = OWN_COLUMNS + IDENTITY_COLUMNS;

const ONE: &str = concat!(
    "SELECT ",
    certificate_columns!(),
    ", a.operating_system_user FROM certificate c CROSS JOIN user u ON u.user_key = c.user_key
      LEFT JOIN audit a ON a.sequence = c.revocation_entry
      WHERE c.user_key = ?1 AND c.certificate_key = ?2"
);

/// The part before the conditions on times.
macro_rules! found {
    ($hashes:literal) => {
        concat!(
            "SELECT ",
            certificate_columns!(),
            ", a.operating_system_user FROM certificate_lookup l
              CROSS JOIN certificate c ON c.user_key = l.user_key AND c.certificate_key = l.certificate_key
              CROSS JOIN user u ON u.user_key = c.user_key
              LEFT JOIN audit a ON a.sequence = c.revocation_entry
              WHERE l.lookup_hash ",
            $hashes
        )
    };
}

/// The part after them.
macro_rules! found_order {
    () => {
        " ORDER BY l.lookup_hash, l.user_key, l.certificate_key"
    };
}

pub(super) use {found, found_order};

const FOUND: &str = concat!(found!("= ?1"), found_order!());

const INSERT: &str =
    "INSERT INTO certificate (user_key, certificate_key, publication_time, not_before, not_after,
        publication_entry, details, seal)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, seal(?2, ?1, ?3, ?4, ?5, NULL, NULL, ?6, NULL, ?7))";
pub(super) const INSERT_CONTENT: &str = "INSERT INTO certificate_content VALUES (?1, ?2, seal(?1, ?2))";

const CONTENTS_FOUND: &str = "SELECT l.certificate_key, t.der, t.seal FROM certificate_lookup l
    LEFT JOIN certificate_content t ON t.certificate_key = l.certificate_key WHERE l.lookup_hash = ?1";

const CONTENTS_BETWEEN: &str = "SELECT certificate_key, der, seal FROM certificate_content
    WHERE certificate_key BETWEEN ?1 AND ?2 ORDER BY certificate_key";

impl CertificateStore for SqliteStore {
    fn certificates(&self, sought: Sought<'_>, visit: &mut VisitCertificate<'_>) -> Result<()> {
        // A sign-in service keeps its handle open: it must not continue to use a replaced file.
        self.proceed()?;
        match sought {
            Sought::One(user, certificate) => self.read_certificates(ONE, (user, certificate), visit),
            Sought::Found(hash) => {
                self.write_pending_of(hash)?;
                self.read_certificates(FOUND, [hash], visit)
            }
            Sought::Selected(hashes, selection) => {
                self.write_pending()?;
                let place = (*hashes.start(), *hashes.end(), 0);
                let values = selection::values(selection, place, i64::MAX);
                self.read_certificates(&selection::found_sql(selection), values, visit)
            }
        }
    }

    fn certificates_after(
        &self,
        selection: &CertificateSelection,
        after: Option<CertificatePosition>,
        limit: usize,
        visit: &mut VisitCertificate<'_>,
    ) -> Result<Option<CertificatePosition>> {
        self.proceed()?;
        let (time, user, certificate) = after.unwrap_or_default();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let values = selection::values(selection, (time, user.0, certificate.0), limit);
        let mut last = None;
        self.read_certificates(
            &selection::page_sql(selection, after.is_some()),
            values,
            &mut |certificate| {
                last = Some(selection.position_of(certificate));
                visit(certificate)
            },
        )?;
        Ok(last)
    }

    fn contents(&self, wanted: Contents, visit: &mut VisitContent<'_>) -> Result<()> {
        match wanted {
            Contents::Found(hash) => {
                self.write_pending_of(hash)?;
                self.visit_contents(CONTENTS_FOUND, [hash], visit)
            }
            Contents::Between(keys) => self.visit_contents(CONTENTS_BETWEEN, keys.into_inner(), visit),
        }
    }

    fn totals(&self, now: Microseconds, week: Microseconds) -> Result<Totals> {
        self.proceed()?;
        let by_week = self.read_expiries_by_week(now, week)?;
        Ok(Totals { by_week, by_pool: self.read_totals_by_pool(now)? })
    }
}

impl SqliteStore {
    fn read_certificates(
        &self,
        sql: &str,
        values: impl Params,
        visit: &mut VisitCertificate<'_>,
    ) -> Result<()> {
        self.each_row(sql, values, |row| visit(&self.certificate_row(row).at(&self.location)?))
    }

    fn visit_contents(&self, sql: &str, values: impl Params, visit: &mut VisitContent<'_>) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql).at(&self.location)?;
        let mut rows = statement.query(values).at(&self.location)?;
        while let Some(row) = rows.next().at(&self.location)? {
            let key = row.get(0).at(&self.location)?;
            let der = match row.get_ref(1).at(&self.location)? {
                ValueRef::Null => None,
                der => Some(self.whole_content(key, der, row.get(2).at(&self.location)?).at(&self.location)?),
            };
            if !visit(key, der) {
                break;
            }
        }
        Ok(())
    }

    /// The DER of a certificate, if its seal matches.
    fn whole_content<'r>(
        &self,
        key: CertificateKey,
        der: ValueRef<'r>,
        found: i64,
    ) -> rusqlite::Result<&'r [u8]> {
        let sealed = [ValueRef::Integer(key.0), der];
        seal::verify(&self.identity.get().hash_secret, sealed.iter().copied(), found)?;
        Ok(der.as_blob()?)
    }

    /// Adds a certificate with this audit entry; `others` are those of its issue.
    pub(super) fn insert_certificate(
        &self,
        user: UserKey,
        new: &NewCertificate<'_>,
        entry: i64,
        others: &[CertificateKey],
    ) -> Result<CertificateKey> {
        let key = CertificateKey(self.next_key("certificate_content")?);
        self.execute(INSERT_CONTENT, (key, new.der))?;
        let (published, details) = (new.publication_time, new.details.to_bytes());
        self.execute(INSERT, (user, key, published, new.not_before, new.not_after, entry, details))?;
        for hash in new.lookup_hashes {
            self.add_lookup_later(*hash, user, key);
        }
        self.write_many_pending()?;
        if !others.is_empty() {
            self.insert_shared_issue(new.issue, others)?;
            self.insert_shared_issue(new.issue, &[key])?;
        }
        Ok(key)
    }

    fn insert_shared_issue(&self, hash: LookupHash, certificates: &[CertificateKey]) -> Result<()> {
        for certificate in certificates {
            self.execute("INSERT OR IGNORE INTO shared_issue VALUES (?1, ?2)", (certificate, hash))?;
        }
        Ok(())
    }

    pub(super) fn read_has_shared_issues(&self) -> Result<bool> {
        self.row("SELECT EXISTS (SELECT 1 FROM shared_issue)", [], |row| row.get(0))
    }

    pub(super) fn read_shared_issue_of(&self, certificate: CertificateKey) -> Result<Option<LookupHash>> {
        let sql = "SELECT lookup_hash FROM shared_issue WHERE certificate_key = ?1";
        self.first_row(sql, [certificate], |row| row.get(0))
    }
}

impl SqliteStore {
    /// The content of a row, if its seals match.
    pub(super) fn certificate_row<'r>(&self, row: &'r Row<'_>) -> rusqlite::Result<CertificateRow<'r>> {
        let user = self.identity_row_from(row, OWN_COLUMNS)?;
        let owner = CertificateOwner {
            key: user.key()?,
            identity: user.sip_address()?,
            distinguished_name: user.distinguished_name()?,
            gone: user.is_gone(),
            account_disabled: user.is_account_disabled()?,
        };
        self.row_of(&Columns::read(row)?, owner, row.get_ref(REVOKED_BY)?.as_str_or_null()?)
    }

    /// The key and the details of a certificate, from a row of `own_columns` whose seal matches.
    pub(super) fn details_row<'r>(
        &self,
        row: &'r Row<'_>,
    ) -> rusqlite::Result<(CertificateKey, CertificateDetails<'r>)> {
        let columns: Columns<'_, OWN_COLUMNS> = self.sealed(row, 0)?;
        Ok((columns.get(0)?, CertificateDetails::read(columns.blob(DETAILS)?)?))
    }

    /// The columns of a certificate, if their seal matches, with those of its owner.
    pub(super) fn row_of<'r>(
        &self,
        columns: &Columns<'r, OWN_COLUMNS>,
        owner: CertificateOwner<'r>,
        revoked_by: Option<&'r str>,
    ) -> rusqlite::Result<CertificateRow<'r>> {
        columns.verify_all(&self.identity.get().hash_secret)?;
        Ok(CertificateRow {
            key: columns.get(0)?,
            owner,
            details: CertificateDetails::read(columns.blob(DETAILS)?)?,
            publication_time: columns.get(2)?,
            not_before: columns.get(3)?,
            not_after: columns.get(4)?,
            revocation_time: columns.get(5)?,
            revocation_reason: columns.get(REVOCATION_REASON)?,
            revoked_by,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::assert_reads;
    use super::*;

    #[test]
    fn lookups_and_users_are_read_by_their_keys() {
        for (sql, first) in [
            (FOUND, "SEARCH l USING PRIMARY KEY (lookup_hash=?)"),
            (
                concat!(found!("BETWEEN ?1 AND ?2"), found_order!()),
                "SEARCH l USING PRIMARY KEY (lookup_hash>? AND lookup_hash<?)",
            ),
            (CONTENTS_FOUND, "SEARCH l USING PRIMARY KEY (lookup_hash=?)"),
            (CONTENTS_BETWEEN, "SEARCH certificate_content USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
            (ONE, "SEARCH c USING PRIMARY KEY (user_key=? AND certificate_key=?)"),
        ] {
            assert_reads(sql, first);
        }
    }
}
