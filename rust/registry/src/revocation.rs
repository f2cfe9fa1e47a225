//! Taking certificates away.

use crate::audit::{Action, AuditEntry, Head, Outcome};
use crate::certificate::record::{RevocationMark, RevocationReason};
use crate::error::{Error, Result};
use crate::registry::Registry;
use crate::store::{Revoking, Transaction};

/// What is to be revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Whose certificates.
    pub user_key: i64,
    /// One certificate; none for all of the user's.
    pub certificate_key: Option<i64>,
}

impl Registry {
    /// Revokes, all in one transaction: when this returns, the revocations and their audit entries are on disk. Nothing
    /// is deleted. A user without certificates is no error and leaves no trace. With `dry_run` nothing is written.
    ///
    /// Returns, one result a revocation, how many certificates were revoked; 0 where none was left.
    ///
    /// # Errors
    /// One result a revocation: `ManagementObjectNotFound` for a key that no user has. The outer error undoes everything.
    pub fn revoke(
        &self,
        revocations: &[Revocation],
        reason: RevocationReason,
        dry_run: bool,
    ) -> Result<Vec<Result<u64>>> {
        let transaction = Transaction::begin(self.store())?;
        let mut head = self.store().audit_head()?;
        let mut results = Vec::with_capacity(revocations.len());
        let mut store = self.store().revoking()?;
        // All entries say the same of who does what and why.
        let mut entry = AuditEntry {
            reason: Some(format!("{:?}", reason)),
            ..self.audit_entry(Action::Revoke, Outcome::Succeeded)
        };
        for revocation in revocations {
            results.push(self.revoke_one(&mut *store, *revocation, reason, &mut head, &mut entry)?);
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
        revocation: Revocation,
        reason: RevocationReason,
        head: &mut Head,
        entry: &mut AuditEntry,
    ) -> Result<Result<u64>> {
        self.store().proceed()?;
        let Revocation { user_key, certificate_key } = revocation;
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
            }
        })?;
        let certificates = store.revoke(user_key, certificate_key, &mark)?;
        if certificates > 0 {
            entry.time = mark.time;
            entry.user_key = Some(user_key);
            entry.user_name = name;
            entry.certificates = certificates;
            entry.detail = Some(detail.finish());
            *head = self.chain(head, entry)?;
            store.append_audit(entry)?;
        }
        Ok(Ok(certificates))
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
        self.record(AuditEntry {
            user_key,
            user_name: identity.map(str::to_owned),
            reason: Some(refusal.to_owned()),
            ..self.audit_entry(action, Outcome::Refused)
        })
        .map(|_| ())
    }
}

/// The detail of an entry, `{"thumbprints":["...",...]}`; hexadecimal needs no escapes.
struct ThumbprintList(String);

impl ThumbprintList {
    fn new() -> ThumbprintList {
        ThumbprintList("{\"thumbprints\":[".to_owned())
    }

    fn add(&mut self, sha1: &[u8]) {
        self.0.push_str(if self.0.ends_with('[') { "\"" } else { ",\"" });
        push_hex(&mut self.0, sha1);
        self.0.push('"');
    }

    fn finish(mut self) -> String {
        self.0.push_str("]}");
        self.0
    }
}

/// Upper-case hexadecimal, as thumbprints are written.
pub fn hex_upper(bytes: &[u8]) -> String {
    let mut text = String::new();
    push_hex(&mut text, bytes);
    text
}

fn push_hex(text: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    text.reserve(2 * bytes.len());
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    text.extend(digits.map(|digit| char::from(DIGITS[usize::from(digit)])));
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
