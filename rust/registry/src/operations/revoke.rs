//! Taking certificates away.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result};
use crate::model::audit::{Action, AuditEntry, Head, Outcome};
use crate::model::certificate::{RevocationMark, RevocationReason};
use crate::model::hex::push_upper;
use crate::model::time::Microseconds;
use crate::parse::text::start_of;
use crate::parse::x509::SignedPart;
use crate::registry::Registry;
use crate::store::{Revoking, Transaction};

/// Microseconds.
const A_DAY: Microseconds = 86_400_000_000;

/// What is to be revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revocation<'a> {
    /// Whose certificates.
    pub user_key: i64,
    /// One certificate; none for all of the user's.
    pub certificate_key: Option<i64>,
    /// Why.
    pub reason: RevocationReason,
    /// Why, in the words of whoever asked for it, for the audit; none where the reason says it all.
    pub reason_text: Option<&'a str>,
}

impl Registry {
    /// Revokes, all in one transaction: when this returns, the revocations and their audit entries are on disk. Nothing
    /// is deleted. A user without certificates is no error and leaves no trace. With `dry_run` nothing is written.
    /// `visit` is lent each certificate that is revoked, by the revocation's index, its user's key and its own, while the
    /// transaction sees it.
    ///
    /// Returns, one result a revocation, how many certificates were revoked; 0 where none was left.
    ///
    /// # Errors
    /// One result a revocation: `ManagementObjectNotFound` for a key that no user has. The outer error undoes everything.
    pub fn revoke(
        &self,
        revocations: &[Revocation<'_>],
        dry_run: bool,
        visit: &mut dyn FnMut(&Registry, usize, i64, i64) -> Result<()>,
    ) -> Result<Vec<Result<u64>>> {
        let transaction = Transaction::begin(self.store())?;
        let mut head = self.store().audit_head()?;
        let mut results = Vec::with_capacity(revocations.len());
        let mut store = self.store().revoking()?;
        let shared_issues = self.store().has_shared_issues()?;
        // All entries say the same of who does what.
        let mut entry = self.audit_entry(Action::Revoke, Outcome::Succeeded);
        let mut revoked = Vec::new();
        for (index, revocation) in revocations.iter().enumerate() {
            let wanted = Wanted { revocation: *revocation, shared_issues };
            results.push(self.revoke_one(&mut *store, &wanted, &mut head, &mut entry, &mut revoked)?);
            for (user_key, certificate_key) in revoked.drain(..) {
                visit(self, index, user_key, certificate_key)?;
            }
        }
        drop(store);
        if !dry_run {
            transaction.commit()?;
        }
        Ok(results)
    }

    fn revoke_one(
        &self,
        store: &mut dyn Revoking,
        wanted: &Wanted<'_>,
        head: &mut Head,
        entry: &mut AuditEntry,
        revoked: &mut Vec<(i64, i64)>,
    ) -> Result<Result<u64>> {
        self.store().proceed()?;
        let Revocation { user_key, certificate_key, reason, reason_text } = wanted.revocation;
        let mut name = None;
        store.user(user_key, &mut |distinguished_name, sip_address| {
            name = Some(sip_address.unwrap_or(distinguished_name).to_owned());
        })?;
        if name.is_none() {
            return Ok(Err(Error::ManagementObjectNotFound { identity: user_key.to_string() }));
        }
        let mark = RevocationMark { time: self.now(), reason, entry: self.after(head)? };
        let mut detail = ThumbprintList::new();
        store.thumbprints(user_key, &mut |key, sha1| {
            if certificate_key.map_or(true, |wanted| wanted == key) {
                detail.add(sha1);
                revoked.push((user_key, key));
            }
        })?;
        let mut others =
            if wanted.shared_issues { self.others_of_their_issues(revoked)? } else { BTreeMap::new() };
        let mut certificates = store.revoke(user_key, certificate_key, &mark)?;
        for other in others.remove(&user_key).into_iter().flatten() {
            detail.add(&other.sha1);
            revoked.push((user_key, other.key));
            certificates += store.revoke(user_key, Some(other.key), &mark)?;
        }
        entry.reason = Some(match reason_text {
            Some(text) => format!("{:?}: {}", reason, text),
            None => format!("{:?}", reason),
        });
        if certificates > 0 {
            describe(entry, mark.time, user_key, name, certificates, detail);
            *head = self.chain(head, entry)?;
            store.append_audit(entry)?;
        }
        // Those of other users stand in the audit under whom they are of.
        for (user_key, others) in others {
            let mark = RevocationMark { entry: self.after(head)?, ..mark };
            let (mut detail, mut certificates, mut name) = (ThumbprintList::new(), 0, None);
            for other in others {
                detail.add(&other.sha1);
                revoked.push((user_key, other.key));
                certificates += store.revoke(user_key, Some(other.key), &mark)?;
                name = Some(other.holder);
            }
            describe(entry, mark.time, user_key, name, certificates, detail);
            *head = self.chain(head, entry)?;
            store.append_audit(entry)?;
        }
        Ok(Ok(certificates))
    }

    /// The certificates, by their users, that are of the issues of some that are to be revoked, and not among them.
    fn others_of_their_issues(&self, revoked: &[(i64, i64)]) -> Result<BTreeMap<i64, Vec<OfIssue>>> {
        let (mut others, mut seen) = (BTreeMap::<i64, Vec<OfIssue>>::new(), BTreeSet::new());
        for (_, key) in revoked {
            let is_shared = self.store().shared_issue_of(*key)?.map_or(false, |issue| seen.insert(issue));
            if !is_shared {
                continue;
            }
            let der = self.content_of_row(*key)?;
            let signed = SignedPart::read(&der).ok_or_else(|| {
                self.damaged(format!("the content of certificate {} is no certificate", key))
            })?;
            self.certificates_of_issue(&der, &signed, &mut |row, _| {
                if row.revocation_time.is_none() && !revoked.iter().any(|(_, key)| *key == row.key) {
                    let holder = row.identity.unwrap_or(row.distinguished_name).to_owned();
                    let other = OfIssue { key: row.key, sha1: row.sha1, holder };
                    others.entry(row.user_key).or_default().push(other);
                }
                Ok(())
            })?;
        }
        Ok(others)
    }

    /// Records, in a transaction of its own, an attempt that was refused.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub fn record_refusal(
        &self,
        action: Action,
        user_key: Option<i64>,
        identity: Option<&str>,
        refusal: &Error,
    ) -> Result<()> {
        self.record_refusal_text(action, user_key, identity, &refusal.to_string())
    }

    /// `record_refusal` for a refusal that is known by its text only.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub fn record_refusal_text(
        &self,
        action: Action,
        user_key: Option<i64>,
        identity: Option<&str>,
        refusal: &str,
    ) -> Result<()> {
        let transaction = Transaction::begin(self.store())?;
        self.append_refusal(action, user_key, identity, refusal)?;
        transaction.commit()
    }

    /// Records a refused attempt in the open transaction.
    pub(crate) fn append_refusal(
        &self,
        action: Action,
        user_key: Option<i64>,
        identity: Option<&str>,
        refusal: &str,
    ) -> Result<()> {
        self.record(self.refusal(action, user_key, identity, refusal)).map(|_| ())
    }

    /// `append_refusal`, unless the same was said to the same operating system user on the same day (UTC): a certificate that is refused
    /// is refused every hour and every night to whoever publishes a folder.
    pub(crate) fn append_refusal_once_a_day(
        &self,
        action: Action,
        user_key: Option<i64>,
        identity: Option<&str>,
        refusal: &str,
    ) -> Result<()> {
        let entry = self.refusal(action, user_key, identity, refusal);
        let day = entry.time - entry.time.rem_euclid(A_DAY);
        if self.store().has_refusal(&entry, day, day.saturating_add(A_DAY))? {
            return Ok(());
        }
        self.record(entry).map(|_| ())
    }

    fn refusal(
        &self,
        action: Action,
        user_key: Option<i64>,
        identity: Option<&str>,
        refusal: &str,
    ) -> AuditEntry {
        AuditEntry {
            user_key,
            user_name: identity.map(shortened),
            reason: Some(shortened(refusal)),
            ..self.audit_entry(action, Outcome::Refused)
        }
    }
}

/// The most that the audit keeps of a text that was refused, in bytes: whoever tries must not fill it.
const MOST_OF_REFUSED: usize = 1024;

fn shortened(text: &str) -> String {
    if text.len() <= MOST_OF_REFUSED {
        return text.to_owned();
    }
    start_of(text, MOST_OF_REFUSED - '…'.len_utf8()).to_owned() + "…"
}

/// A revocation, and what is the same for all of a transaction.
struct Wanted<'a> {
    revocation: Revocation<'a>,
    /// Whether any certificates share an issue: hardly ever.
    shared_issues: bool,
}

/// Says in an entry whose certificates were revoked when, and which.
fn describe(
    entry: &mut AuditEntry,
    time: Microseconds,
    user_key: i64,
    name: Option<String>,
    certificates: u64,
    detail: ThumbprintList,
) {
    entry.time = time;
    entry.user_key = Some(user_key);
    entry.user_name = name;
    entry.certificates = certificates;
    entry.detail = Some(detail.finish());
}

/// A certificate that is revoked with another one of its issue.
struct OfIssue {
    key: i64,
    sha1: [u8; 20],
    holder: String,
}

/// The detail of an entry, `{"thumbprints":["...",...]}`; hexadecimal needs no escapes.
struct ThumbprintList(String);

impl ThumbprintList {
    fn new() -> ThumbprintList {
        ThumbprintList("{\"thumbprints\":[".to_owned())
    }

    fn add(&mut self, sha1: &[u8]) {
        self.0.push_str(if self.0.ends_with('[') { "\"" } else { ",\"" });
        push_upper(&mut self.0, sha1);
        self.0.push('"');
    }

    fn finish(mut self) -> String {
        self.0.push_str("]}");
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thumbprints_are_listed_as_json() {
        assert_eq!(ThumbprintList::new().finish(), r#"{"thumbprints":[]}"#);
        let mut list = ThumbprintList::new();
        list.add(&[0x00, 0x9A]);
        list.add(&[0xFF]);
        assert_eq!(list.finish(), r#"{"thumbprints":["009A","FF"]}"#);
    }
}
