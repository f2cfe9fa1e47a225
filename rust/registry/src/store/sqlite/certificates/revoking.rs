//! Revoking: the statements of one transaction, prepared once for all of its users.

use rusqlite::CachedStatement;

use crate::error::Result;
use crate::model::audit::AuditEntry;
use crate::model::certificate::RevocationMark;
use crate::store::sqlite::audit::{append, APPEND};
use crate::store::sqlite::cache::Cache;
use crate::store::sqlite::error::At;
use crate::store::sqlite::users::identity::identity_columns;
use crate::store::sqlite::SqliteStore;
use crate::store::Revoking;

use super::OF_USER;

const USER: &str = concat!("SELECT ", identity_columns!(), " FROM user u WHERE u.user_key = ?1");

const REVOKE: &str =
    "UPDATE certificate SET revocation_time = ?3, revocation_reason = ?4, revocation_entry = ?5,
     seal = seal(certificate_key, user_key, publication_time, not_before, not_after, ?3, ?4,
         publication_entry, ?5, details)
     WHERE user_key = ?1 AND (?2 IS NULL OR certificate_key = ?2) AND revocation_time IS NULL";

struct Statements<'s> {
    store: &'s SqliteStore,
    user: CachedStatement<'s>,
    certificates: CachedStatement<'s>,
    revoke: CachedStatement<'s>,
    append: CachedStatement<'s>,
}

impl SqliteStore {
    pub(crate) fn prepare_revoking(&self) -> Result<Box<dyn Revoking + '_>> {
        self.keep_for(Cache::Lookup)?;
        let prepare = |sql| self.connection.prepare_cached(sql).at(&self.location);
        Ok(Box::new(Statements {
            store: self,
            user: prepare(USER)?,
            certificates: prepare(OF_USER)?,
            revoke: prepare(REVOKE)?,
            append: prepare(APPEND)?,
        }))
    }
}

impl Revoking for Statements<'_> {
    fn user(&mut self, key: i64, visit: &mut dyn FnMut(&str, Option<&str>)) -> Result<()> {
        let location = &self.store.location;
        let mut rows = self.user.query([key]).at(location)?;
        while let Some(row) = rows.next().at(location)? {
            let user = self.store.identity_row(row).at(location)?;
            visit(user.distinguished_name().at(location)?, user.sip_address().at(location)?);
        }
        Ok(())
    }

    fn thumbprints(&mut self, user: i64, visit: &mut dyn FnMut(i64, &[u8; 20])) -> Result<()> {
        let location = &self.store.location;
        let mut rows = self.certificates.query([user]).at(location)?;
        while let Some(row) = rows.next().at(location)? {
            let (key, details) = self.store.details_row(row).at(location)?;
            visit(key, &details.sha1);
        }
        Ok(())
    }

    fn revoke(&mut self, user: i64, certificate: Option<i64>, mark: &RevocationMark) -> Result<u64> {
        self.revoke
            .execute((user, certificate, mark.time, mark.reason as u32, mark.entry))
            .map(|changed| changed as u64)
            .at(&self.store.location)
    }

    fn append_audit(&mut self, entry: &AuditEntry) -> Result<()> {
        append(&mut self.append, entry).at_writing(&self.store.location)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::plan::assert_reads;

    #[test]
    fn a_user_and_certificates_are_found_by_their_keys() {
        assert_reads(USER, "SEARCH u USING INTEGER PRIMARY KEY (rowid=?)");
        assert_reads(REVOKE, "SEARCH certificate USING PRIMARY KEY (user_key=?)");
    }
}
