//! Taking certificates away.

use serde_json::json;

use crate::audit::{Action, AuditEntry, Head, Outcome};
use crate::certificate::record::{RevocationMark, RevocationReason};
use crate::error::{Error, Result};
use crate::identity::{Form, Found};
use crate::registry::Registry;
use crate::store::Transaction;

/// What is to be revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Whose certificates.
    pub user_key: i64,
    /// One certificate; none for all of the user's.
    pub certificate_key: Option<i64>,
}

/// What was revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Whose.
    pub user_key: i64,
    /// The user's distinguished name.
    pub distinguished_name: String,
    /// The user's SIP address.
    pub sip_address: Option<String>,
    /// How many certificates; 0 where none was left to revoke.
    pub certificates: u64,
}

impl Registry {
    /// Revokes, all in one transaction: when this returns, the revocations and their audit entries are on disk. Nothing
    /// is deleted. A user without certificates is no error and leaves no trace. With `dry_run` nothing is written.
    ///
    /// # Errors
    /// One result a revocation: `ManagementObjectNotFound` for a key that no user has. The outer error undoes everything.
    pub fn revoke(
        &self,
        revocations: &[Revocation],
        reason: RevocationReason,
        dry_run: bool,
    ) -> Result<Vec<Result<Revoked>>> {
        let transaction = Transaction::begin(self.store())?;
        let mut head = self.store().audit_head()?;
        let mut results = Vec::with_capacity(revocations.len());
        for revocation in revocations {
            results.push(self.revoke_one(*revocation, reason, &mut head)?);
        }
        if !dry_run {
            transaction.commit()?;
        }
        Ok(results)
    }

    fn revoke_one(
        &self,
        revocation: Revocation,
        reason: RevocationReason,
        head: &mut Head,
    ) -> Result<Result<Revoked>> {
        let mut user = None;
        self.store().user_by_key_name(revocation.user_key, None, &mut |row| {
            user = Some(Found::new(row, Form::Key));
        })?;
        let user = match user {
            Some(user) => user,
            None => {
                let identity = revocation.user_key.to_string();
                return Ok(Err(Error::ManagementObjectNotFound { identity }));
            }
        };
        let time = self.now();
        let entry = self.after(head)?;
        let thumbprints = self.thumbprints_to_revoke(revocation, &user)?;
        let Found { distinguished_name, sip_address, .. } = user;
        let mark = RevocationMark { time, reason, entry };
        let certificates = self.store().revoke(revocation.user_key, revocation.certificate_key, &mark)?;
        if certificates > 0 {
            let entry = AuditEntry {
                time,
                user_key: Some(revocation.user_key),
                user_name: Some(sip_address.clone().unwrap_or_else(|| distinguished_name.clone())),
                certificates,
                reason: Some(format!("{:?}", reason)),
                detail: Some(json!({ "thumbprints": thumbprints }).to_string()),
                ..self.audit_entry(Action::Revoke, Outcome::Succeeded)
            };
            *head = self.record_after(head, entry)?;
        }
        Ok(Ok(Revoked { user_key: revocation.user_key, distinguished_name, sip_address, certificates }))
    }

    fn thumbprints_to_revoke(&self, revocation: Revocation, user: &Found) -> Result<Vec<String>> {
        let mut thumbprints = Vec::new();
        self.store().certificates_of(&user.owner(), &mut |row| {
            if revocation.certificate_key.map_or(true, |key| key == row.key) {
                thumbprints.push(hex_upper(&row.sha1));
            }
        })?;
        Ok(thumbprints)
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

/// Upper-case hexadecimal, as thumbprints are written.
pub fn hex_upper(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{:02X}", byte)).collect()
}
