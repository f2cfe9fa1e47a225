//! Publishing: certificates with their audit entries.

use crate::error::Result;
use crate::model::audit::AuditEntry;
use crate::model::certificate::NewCertificate;
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::time::Microseconds;
use crate::store::PublishSession;

use super::audit::AuditEnd;
use super::SqliteStore;

/// Microseconds.
const A_DAY: Microseconds = 86_400_000_000;

/// The publications of a transaction.
pub(super) struct Publishing<'s> {
    pub store: &'s SqliteStore,
    pub end: AuditEnd<'s>,
}

impl PublishSession for Publishing<'_> {
    fn add(
        &mut self,
        user: UserKey,
        certificate: &NewCertificate<'_>,
        others: &[CertificateKey],
        mut entry: AuditEntry,
    ) -> Result<CertificateKey> {
        let sequence = self.end.next()?;
        let key = self.store.insert_certificate(user, certificate, sequence, others)?;
        self.end.append(&mut entry)?;
        Ok(key)
    }

    fn refuse(&mut self, mut entry: AuditEntry) -> Result<()> {
        let day = entry.time - entry.time.rem_euclid(A_DAY);
        if self.store.has_refusal(&entry, day, day.saturating_add(A_DAY))? {
            return Ok(());
        }
        self.end.append(&mut entry).map(|_| ())
    }
}
