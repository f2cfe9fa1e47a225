//! Revoking and taking off hold: the statements of one transaction, prepared once for all of its users.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::CachedStatement;

use crate::error::Result;
use crate::model::audit::{AuditEntry, ThumbprintList};
use crate::model::certificate::{Revocation, RevocationReason};
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::time::{self, Microseconds};
use crate::parse::x509::SignedPart;
use crate::store::sqlite::audit::AuditEnd;
use crate::store::sqlite::cache::Cache;
use crate::store::sqlite::error::At;
use crate::store::sqlite::transaction::Transaction;
use crate::store::sqlite::users::identity::identity_columns;
use crate::store::sqlite::SqliteStore;
use crate::store::{Changed, Store, VisitChanged};

use super::{own_columns, REVOCATION_REASON};

const USER: &str = concat!("SELECT ", identity_columns!(), " FROM user u WHERE u.user_key = ?1");

/// What can be revoked: what is valid, and what is on hold.
const NOT_FINAL: &str = concat!(
    "SELECT ",
    own_columns!(),
    " FROM certificate c WHERE c.user_key = ?1 AND (c.revocation_time IS NULL OR c.revocation_reason = 6) ORDER BY c.certificate_key"
);

/// What is asked to be taken off hold.
const REVOKED: &str = concat!(
    "SELECT ",
    own_columns!(),
    " FROM certificate c WHERE c.user_key = ?1 AND c.revocation_time IS NOT NULL ORDER BY c.certificate_key"
);

/// The condition is that of `RevocationReason::changes`.
const CHANGE: &str =
    "UPDATE certificate SET revocation_time = ?3, revocation_reason = ?4, revocation_entry = ?5,
     seal = seal(certificate_key, user_key, publication_time, not_before, not_after, ?3, ?4,
         publication_entry, ?5, details)
     WHERE user_key = ?1 AND (?2 IS NULL OR certificate_key = ?2)
         AND CASE WHEN revocation_reason IS NULL THEN ?6 <> 8 ELSE revocation_reason = 6 AND ?6 <> 6 END";

/// The time, the reason and the audit entry of revocations.
#[derive(Clone, Copy)]
struct Mark {
    time: Microseconds,
    reason: RevocationReason,
    entry: i64,
}

struct Revoking<'s> {
    store: &'s SqliteStore,
    user: CachedStatement<'s>,
    certificates: CachedStatement<'s>,
    change: CachedStatement<'s>,
    end: AuditEnd<'s>,
    /// All entries have the same caller and action.
    entry: AuditEntry,
    /// Whether any certificates share an issue, which is rare.
    has_shared_issues: bool,
    /// The user and the key of each certificate that the last revocation changes.
    changed: Vec<(UserKey, CertificateKey)>,
    /// Those that it would have to take off hold.
    for_good: Vec<CertificateKey>,
}

impl SqliteStore {
    pub(crate) fn revoke_all(
        &self,
        revocations: &[Revocation<'_>],
        entry: AuditEntry,
        dry_run: bool,
        visit: &mut VisitChanged<'_>,
    ) -> Result<Vec<Option<u64>>> {
        let transaction = Transaction::begin(self)?;
        self.keep_for(Cache::Lookup)?;
        let prepare = |sql| self.connection.prepare_cached(sql).at(&self.location);
        let mut revoking = Revoking {
            store: self,
            user: prepare(USER)?,
            certificates: prepare(if restores(revocations) { REVOKED } else { NOT_FINAL })?,
            change: prepare(CHANGE)?,
            end: self.audit_end()?,
            entry,
            has_shared_issues: self.read_has_shared_issues()?,
            changed: Vec::new(),
            for_good: Vec::new(),
        };
        let mut results = Vec::with_capacity(revocations.len());
        for (index, revocation) in revocations.iter().enumerate() {
            results.push(revoking.revoke(revocation)?);
            for (user, certificate) in revoking.changed.drain(..) {
                visit(index, user, certificate, Changed::Yes)?;
            }
            for certificate in revoking.for_good.drain(..) {
                visit(index, revocation.user_key, certificate, Changed::IsRevokedForGood)?;
            }
        }
        drop(revoking);
        transaction.end(dry_run)?;
        Ok(results)
    }
}

/// Whether certificates are to be taken off hold.
fn restores(revocations: &[Revocation<'_>]) -> bool {
    revocations.iter().any(|revocation| revocation.reason == RevocationReason::RemoveFromCRL)
}

impl Revoking<'_> {
    /// Returns how many were changed; `None` if there is no such user.
    fn revoke(&mut self, revocation: &Revocation<'_>) -> Result<Option<u64>> {
        self.store.proceed()?;
        let Revocation { user_key, certificate_key, reason, .. } = *revocation;
        let name = match self.name_of(user_key)? {
            None => return Ok(None),
            name => name,
        };
        let mark = Mark { time: time::now(), reason, entry: self.end.next()? };
        let mut thumbprints = ThumbprintList::new();
        self.note_certificates(user_key, certificate_key, reason, &mut thumbprints)?;
        let mut others =
            if self.has_shared_issues { self.others_of_their_issues(reason)? } else { BTreeMap::new() };
        let mut certificates = self.mark(user_key, certificate_key, &mark)?;
        for other in others.remove(&user_key).into_iter().flatten() {
            certificates += self.mark_other(user_key, &other, &mark, &mut thumbprints)?;
        }
        self.entry.reason = Some(revocation.reason_in_full());
        if certificates > 0 {
            self.record(mark.time, user_key, name, certificates, thumbprints)?;
        }
        // Those of other users have audit entries of these users.
        for (user_key, others) in others {
            let mark = Mark { entry: self.end.next()?, ..mark };
            let (mut thumbprints, mut certificates, mut name) = (ThumbprintList::new(), 0, None);
            for other in others {
                certificates += self.mark_other(user_key, &other, &mark, &mut thumbprints)?;
                name = Some(other.holder);
            }
            self.record(mark.time, user_key, name, certificates, thumbprints)?;
        }
        Ok(Some(certificates))
    }

    /// The SIP address, else the distinguished name, of the user with that key, if there is one.
    fn name_of(&mut self, key: UserKey) -> Result<Option<String>> {
        let location = &self.store.location;
        let mut rows = self.user.query([key]).at(location)?;
        let row = match rows.next().at(location)? {
            Some(row) => row,
            None => return Ok(None),
        };
        let user = self.store.identity_row(row).at(location)?;
        let name = match user.sip_address().at(location)? {
            Some(address) => address,
            None => user.distinguished_name().at(location)?,
        };
        Ok(Some(name.to_owned()))
    }

    /// Records the certificates of the user that are about to be changed, in the order of their publication here.
    fn note_certificates(
        &mut self,
        user: UserKey,
        only: Option<CertificateKey>,
        reason: RevocationReason,
        thumbprints: &mut ThumbprintList,
    ) -> Result<()> {
        let location = &self.store.location;
        let mut rows = self.certificates.query([user]).at(location)?;
        while let Some(row) = rows.next().at(location)? {
            let (key, details) = self.store.details_row(row).at(location)?;
            if only.map_or(false, |only| only != key) {
                continue;
            }
            let current = row.get(REVOCATION_REASON).at(location)?;
            if reason.changes(current) {
                thumbprints.add(&details.sha1);
                self.changed.push((user, key));
            } else if reason == RevocationReason::RemoveFromCRL {
                self.for_good.push(key);
            }
        }
        Ok(())
    }

    /// Marks one or all certificates of the user as revoked, or not; returns how many that changes.
    fn mark(&mut self, user: UserKey, certificate: Option<CertificateKey>, mark: &Mark) -> Result<u64> {
        let stored = mark.reason.stored();
        let (time, entry) = (stored.map(|_| mark.time), stored.map(|_| mark.entry));
        self.change
            .execute((user, certificate, time, stored, entry, mark.reason as u32))
            .map(|changed| changed as u64)
            .at(&self.store.location)
    }

    fn mark_other(
        &mut self,
        user: UserKey,
        other: &OfIssue,
        mark: &Mark,
        thumbprints: &mut ThumbprintList,
    ) -> Result<u64> {
        thumbprints.add(&other.sha1);
        self.changed.push((user, other.key));
        self.mark(user, Some(other.key), mark)
    }

    fn record(
        &mut self,
        time: Microseconds,
        user: UserKey,
        name: Option<String>,
        certificates: u64,
        thumbprints: ThumbprintList,
    ) -> Result<()> {
        let entry = &mut self.entry;
        entry.time = time;
        entry.user_key = Some(user);
        entry.user_name = name;
        entry.certificates = certificates;
        entry.detail = Some(thumbprints.finish());
        self.end.append(entry).map(|_| ())
    }

    /// Certificates, by user, of the same issue as some that are to be changed, and not among them.
    fn others_of_their_issues(&self, reason: RevocationReason) -> Result<BTreeMap<UserKey, Vec<OfIssue>>> {
        let (store, changed): (&dyn Store, _) = (self.store, &self.changed);
        let (mut others, mut seen) = (BTreeMap::<UserKey, Vec<OfIssue>>::new(), BTreeSet::new());
        for (_, key) in changed {
            let is_shared = self.store.read_shared_issue_of(*key)?.map_or(false, |issue| seen.insert(issue));
            if !is_shared {
                continue;
            }
            let der = store.content_of_row(*key)?;
            let signed = SignedPart::read(&der).ok_or_else(|| {
                store.damaged(format!("the content of certificate {} is not a certificate", key))
            })?;
            store.certificates_of_issue(&der, &signed, &mut |row, _| {
                if reason.changes(row.revocation_reason) && !changed.iter().any(|(_, key)| *key == row.key) {
                    let holder = row.owner.name().to_owned();
                    let other = OfIssue { key: row.key, sha1: row.details.sha1, holder };
                    others.entry(row.owner.key).or_default().push(other);
                }
                Ok(())
            })?;
        }
        Ok(others)
    }
}

/// A certificate that is changed together with another one of its issue.
struct OfIssue {
    key: CertificateKey,
    sha1: [u8; 20],
    holder: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::plan::assert_reads;

    #[test]
    fn a_user_and_certificates_are_found_by_their_keys() {
        assert_reads(USER, "SEARCH u USING INTEGER PRIMARY KEY (rowid=?)");
        assert_reads(NOT_FINAL, "SEARCH c USING PRIMARY KEY (user_key=?)");
        assert_reads(REVOKED, "SEARCH c USING PRIMARY KEY (user_key=?)");
        assert_reads(CHANGE, "SEARCH certificate USING PRIMARY KEY (user_key=?)");
    }
}
