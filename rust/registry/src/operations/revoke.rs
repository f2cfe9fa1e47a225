//! Revoking certificates, and recording what was refused.

use crate::error::{Error, Result};
use crate::model::audit::{Action, AuditEntry, Outcome};
use crate::model::certificate::Revocation;
use crate::model::keys::{CertificateKey, UserKey};
use crate::parse::text::{start_of, without_zero};
use crate::registry::Registry;

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
        visit: &mut dyn FnMut(&Registry, usize, UserKey, CertificateKey) -> Result<()>,
    ) -> Result<Vec<Result<u64>>> {
        let entry = self.audit_entry(Action::Revoke, Outcome::Succeeded);
        let revoked = self.store().revoke(revocations, entry, dry_run, &mut |index, user, certificate| {
            visit(self, index, user, certificate)
        })?;
        let result = |(revocation, revoked): (&Revocation<'_>, Option<u64>)| {
            let identity = || revocation.user_key.to_string();
            revoked.ok_or_else(|| Error::ManagementObjectNotFound { identity: identity() })
        };
        Ok(revocations.iter().zip(revoked).map(result).collect())
    }

    /// Records, in a transaction of its own, an attempt that was refused.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub fn record_refusal(
        &self,
        action: Action,
        user_key: Option<UserKey>,
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
        user_key: Option<UserKey>,
        identity: Option<&str>,
        refusal: &str,
    ) -> Result<()> {
        self.store().record(self.refusal(action, user_key, identity, refusal))
    }

    /// The audit's entry of a refused attempt.
    pub(crate) fn refusal(
        &self,
        action: Action,
        user_key: Option<UserKey>,
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

/// The maximum length of a refused text in the audit log, in bytes, so that attempts cannot fill it.
const MOST_OF_REFUSED: usize = 1024;

fn shortened(text: &str) -> String {
    let text = without_zero(text);
    if text.len() <= MOST_OF_REFUSED {
        return text.into_owned();
    }
    start_of(&text, MOST_OF_REFUSED - '…'.len_utf8()).to_owned() + "…"
}
