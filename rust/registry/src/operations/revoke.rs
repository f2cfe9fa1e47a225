//! Revoking certificates, and recording refusals.

use crate::error::{Error, Result};
use crate::model::audit::{Action, AuditEntry, Outcome};
use crate::model::certificate::{Revocation, RevocationReason};
use crate::model::keys::{CertificateKey, UserKey};
use crate::parse::text::{start_of, without_zero};
use crate::registry::Registry;
use crate::store::VisitChanged;

impl Registry {
    /// Revokes, all in one transaction: when this returns, the revocations and their audit entries are on disk. Nothing
    /// is deleted. A certificate on hold is revoked for good by any other reason. A user without certificates is not an error and leaves
    /// no audit entry. With `dry_run` nothing is written.
    /// `visit` is called for each revoked certificate, with the index of the revocation, the key of its user and its own, while the
    /// transaction is open.
    ///
    /// Returns the number of revoked certificates for each revocation; 0 if there was none left.
    ///
    /// # Errors
    /// One result for each revocation: `ManagementObjectNotFound` for a key that no user has. The outer error undoes everything.
    pub fn revoke(
        &self,
        revocations: &[Revocation<'_>],
        dry_run: bool,
        visit: &mut dyn FnMut(&Registry, usize, UserKey, CertificateKey) -> Result<()>,
    ) -> Result<Vec<Result<u64>>> {
        let wanted = |revocation: &Revocation<'_>| revocation.reason != RevocationReason::RemoveFromCRL;
        if !revocations.iter().all(wanted) {
            return Err(Error::InvalidArgument("RemoveFromCRL is not a revocation reason".to_owned()));
        }
        self.change(revocations, Action::Revoke, dry_run, &mut |index, user, certificate, _| {
            visit(self, index, user, certificate)
        })
    }

    /// Revokes, or takes off hold. `visit` is told whether the certificate was changed, or is revoked for good.
    pub(super) fn change(
        &self,
        revocations: &[Revocation<'_>],
        action: Action,
        dry_run: bool,
        visit: &mut VisitChanged<'_>,
    ) -> Result<Vec<Result<u64>>> {
        let entry = self.audit_entry(action, Outcome::Succeeded);
        let changed = self.store().revoke(revocations, entry, dry_run, visit)?;
        let result = |(revocation, changed): (&Revocation<'_>, Option<u64>)| {
            let identity = || revocation.user_key.to_string();
            changed.ok_or_else(|| Error::ManagementObjectNotFound { identity: identity() })
        };
        Ok(revocations.iter().zip(changed).map(result).collect())
    }

    /// Records, in a transaction of its own, an attempt that was refused.
    ///
    /// # Errors
    /// Errors of the store.
    pub fn record_refusal(
        &self,
        action: Action,
        user_key: Option<UserKey>,
        identity: Option<&str>,
        refusal: &Error,
    ) -> Result<()> {
        self.record_refusal_text(action, user_key, identity, &refusal.to_string())
    }

    /// `record_refusal` for a refusal of which only the text is known.
    ///
    /// # Errors
    /// Errors of the store.
    pub fn record_refusal_text(
        &self,
        action: Action,
        user_key: Option<UserKey>,
        identity: Option<&str>,
        refusal: &str,
    ) -> Result<()> {
        self.store().record(self.refusal(action, user_key, identity, refusal))
    }

    /// The audit entry of a refused attempt.
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
