//! Taking certificates off hold: the one revocation that RFC 5280 lets end (removeFromCRL).

use crate::error::{Error, Result};
use crate::model::audit::Action;
use crate::model::certificate::{CertificateRow, Revocation, RevocationReason};
use crate::model::hex;
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::time::rfc3339;
use crate::registry::Registry;
use crate::store::Changed;

/// The result of a restoration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// How many certificates were taken off hold.
    pub certificates: u64,
    /// `CertificateRevoked` for each certificate that is revoked for good; and what went wrong while that was recorded.
    pub refused: Vec<Error>,
}

impl Restored {
    /// That many certificates, and none refused.
    pub fn of_all(certificates: u64) -> Restored {
        Restored { certificates, refused: Vec::new() }
    }
}

impl Registry {
    /// Takes off hold what was revoked as CertificateHold, all in one transaction, with the others of the same issue; expired ones too.
    /// A user without such certificates is not an error and leaves no audit entry. What was revoked for another reason stays
    /// revoked: a refusal is recorded for it where it was asked for by itself, or is not expired. With `dry_run` nothing is
    /// written. `visit` is as that of `revoke`.
    ///
    /// # Errors
    /// One result for each restoration: `ManagementObjectNotFound` for a key that no user has. The outer error undoes everything.
    pub fn restore(
        &self,
        restorations: &[Revocation<'_>],
        dry_run: bool,
        visit: &mut dyn FnMut(&Registry, usize, UserKey, CertificateKey) -> Result<()>,
    ) -> Result<Vec<Result<Restored>>> {
        if restorations.iter().any(|restoration| restoration.reason != RevocationReason::RemoveFromCRL) {
            return Err(Error::InvalidArgument("only RemoveFromCRL takes certificates off hold".to_owned()));
        }
        let now = self.now();
        let mut refusals = Vec::new();
        let restored =
            self.change(restorations, Action::Restore, dry_run, &mut |index, user, key, changed| {
                if changed == Changed::Yes {
                    return visit(self, index, user, key);
                }
                let is_asked_for = restorations.get(index).map_or(false, |one| one.certificate_key.is_some());
                self.certificate(user, key, &mut |row| {
                    if is_asked_for || row.not_after >= now {
                        refusals.push((index, user, refusal(row)));
                    }
                })
            })?;
        let mut results: Vec<Result<Restored>> =
            restored.into_iter().map(|restored| restored.map(Restored::of_all)).collect();
        for (index, user, refusal) in refusals {
            if let Some(Ok(result)) = results.get_mut(index) {
                // What was restored is on disk: it remains so if this fails.
                let recorded = match &refusal {
                    Error::CertificateRevoked { identity, .. } if !dry_run => {
                        self.record_refusal(Action::Restore, Some(user), Some(identity), &refusal)
                    }
                    _ => Ok(()),
                };
                result.refused.push(refusal);
                result.refused.extend(recorded.err());
            }
        }
        Ok(results)
    }
}

fn refusal(row: &CertificateRow<'_>) -> Error {
    Error::CertificateRevoked {
        identity: row.owner.name().to_owned(),
        thumbprint: hex::upper(&row.details.sha1),
        revoked_at: row.revocation_time.map(rfc3339).unwrap_or_default(),
        original: None,
        on_hold: false,
    }
}
