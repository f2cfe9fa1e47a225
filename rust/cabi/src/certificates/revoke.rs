//! Revoking certificates, taking them off hold, and recording refused attempts.

use std::ops::Range;

use ::cscert_registry::error::{Error, Result};
use ::cscert_registry::model::audit::Action;
use ::cscert_registry::model::certificate::{Revocation, RevocationReason};
use ::cscert_registry::model::keys::{CertificateKey, UserKey};
use ::cscert_registry::operations::restore::Restored;
use ::cscert_registry::registry::Registry;

use crate::audit::action_named;
use crate::certificates::list::cscert_certificate;
use crate::interface::arena::{texts, Batch};
use crate::interface::error::cscert_error;
use crate::interface::status::{cscert_status, status_of, CSCERT_OK};
use crate::interface::text::{cscert_text, out, slice};
use crate::registry::{cscert_registry, within};
use crate::{CSCERT_DRY_RUN, CSCERT_LEND_CERTIFICATES};

/// A revocation, or the end of one.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_revocation {
    /// The key of the user.
    pub user_key: i64,
    /// The key of one certificate; 0 for all of the user.
    pub certificate_key: i64,
    /// The reason (RFC 5280 section 5.3.1; not 8, removeFromCRL).
    pub reason: u32,
    /// The reason as given by the caller, recorded in the audit log with the reason code; absent if there is none.
    pub reason_text: cscert_text,
}

/// A certificate that cannot be taken off hold.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_refusal {
    /// `CSCERT_CERTIFICATE_REVOKED`; or what went wrong while that was recorded.
    pub status: cscert_status,
    /// The error message.
    pub message: cscert_text,
}

texts!(cscert_refusal: message);

/// The result of a revocation, or of its end.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_revoke_result {
    /// `CSCERT_OK`, or `CSCERT_MANAGEMENT_OBJECT_NOT_FOUND` for a key that no user has.
    pub status: cscert_status,
    /// The number of certificates; 0 if none was left to revoke, or to take off hold.
    pub changed: u32,
    /// The error message; absent on success.
    pub message: cscert_text,
    /// With `CSCERT_LEND_CERTIFICATES`: these certificates in their new state; including those of other users that share
    /// an issue.
    pub certificates: *const cscert_certificate,
    /// The number of `certificates`.
    pub certificate_count: usize,
    /// Of `cscert_restore`: the certificates that are revoked for good.
    pub refusals: *const cscert_refusal,
    /// The number of `refusals`.
    pub refusal_count: usize,
}

texts!(cscert_revoke_result: message);

/// What revocations, or their ends, lend.
#[derive(Default)]
pub(crate) struct Results {
    results: Batch<cscert_revoke_result>,
    certificates: Batch<cscert_certificate>,
    refusals: Batch<cscert_refusal>,
    /// The certificates of each revocation.
    ranges: Vec<Range<usize>>,
}

impl Results {
    fn begin(&mut self, count: usize) {
        self.results.clear();
        self.certificates.clear();
        self.refusals.clear();
        self.ranges.clear();
        self.ranges.resize(count, 0..0);
    }

    /// Notes a changed certificate; those of one revocation come one after the other.
    fn add(&mut self, registry: &Registry, index: usize, user: UserKey, key: CertificateKey) -> Result<()> {
        let certificates = &mut self.certificates;
        let place = certificates.rows.len();
        registry.certificate(user, key, &mut |row| certificates.push(row))?;
        let range = &mut self.ranges[index];
        if range.start == range.end {
            range.start = place;
        }
        range.end = certificates.rows.len();
        Ok(())
    }

    /// The results; each has the number of its certificates and the refusals, or failed.
    fn finish(&mut self, outcomes: Vec<Result<Restored>>) -> *const cscert_revoke_result {
        self.certificates.finish();
        let mut refused = Vec::with_capacity(outcomes.len());
        for outcome in &outcomes {
            let start = self.refusals.rows.len();
            for error in outcome.iter().flat_map(|changed| &changed.refused) {
                let message = self.refusals.text(Some(&error.to_string()));
                self.refusals.rows.push(cscert_refusal { status: status_of(error), message });
            }
            refused.push(start..self.refusals.rows.len());
        }
        self.refusals.finish();
        for ((outcome, range), refused) in outcomes.iter().zip(&self.ranges).zip(refused) {
            let (certificates, refusals) =
                (&self.certificates.rows[range.clone()], &self.refusals.rows[refused]);
            let (status, changed, message) = match outcome {
                Ok(changed) => (CSCERT_OK, u32::try_from(changed.certificates).unwrap_or(u32::MAX), None),
                Err(error) => (status_of(error), 0, Some(error.to_string())),
            };
            let result = cscert_revoke_result {
                status,
                changed,
                message: self.results.text(message.as_deref()),
                certificates: certificates.as_ptr(),
                certificate_count: certificates.len(),
                refusals: refusals.as_ptr(),
                refusal_count: refusals.len(),
            };
            self.results.rows.push(result);
        }
        self.results.finish();
        self.results.rows.as_ptr()
    }
}

/// Revokes, all in one transaction; what is on hold, for good if the reason is another. With `CSCERT_DRY_RUN` in `flags` nothing is
/// written; with `CSCERT_LEND_CERTIFICATES` the results contain the revoked certificates. `*results` holds `count` results in the
/// order given, borrowed until the next call on the registry; when the function returns `CSCERT_OK` the revocations are on disk.
///
/// # Safety
/// `registry` must be open; `revocations` must point to `count` of them; `results` must be writable; `error` may be NULL,
/// else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_revoke(
    registry: *const cscert_registry,
    revocations: *const cscert_revocation,
    count: usize,
    flags: u32,
    results: *mut *const cscert_revoke_result,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe { change(registry, revocations, count, flags, results, error, Action::Revoke) }
}

/// Takes off hold what was revoked with reason 6 (certificateHold), all in one transaction: like `cscert_revoke`, with the same flags;
/// the reasons given are not read. What was revoked for another reason stays revoked: it is among the result's refusals, and so it is
/// recorded, if it was asked for by its key or is not expired.
///
/// # Safety
/// As for `cscert_revoke`.
#[no_mangle]
pub unsafe extern "C" fn cscert_restore(
    registry: *const cscert_registry,
    revocations: *const cscert_revocation,
    count: usize,
    flags: u32,
    results: *mut *const cscert_revoke_result,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe { change(registry, revocations, count, flags, results, error, Action::Restore) }
}

/// The body of an export that revokes certificates or takes them off hold.
///
/// # Safety
/// As for `cscert_revoke`.
unsafe fn change(
    registry: *const cscert_registry,
    revocations: *const cscert_revocation,
    count: usize,
    flags: u32,
    results: *mut *const cscert_revoke_result,
    error: *mut *mut cscert_error,
    action: Action,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        within(registry, error, |registry, lent| {
            let results = out(results, "results")?;
            let wanted = slice(revocations, count, "revocations")?.iter();
            let wanted: Vec<_> = wanted.map(|revocation| revocation.read(action)).collect::<Result<_>>()?;
            let revoked = &mut lent.revoked;
            revoked.begin(wanted.len());
            let lends = flags & CSCERT_LEND_CERTIFICATES != 0;
            let dry_run = flags & CSCERT_DRY_RUN != 0;
            let mut visit = |registry: &Registry, index, user, key| match lends {
                true => revoked.add(registry, index, user, key),
                false => Ok(()),
            };
            let outcomes: Vec<Result<Restored>> = match action {
                Action::Restore => registry.restore(&wanted, dry_run, &mut visit)?,
                _ => {
                    let revoked = registry.revoke(&wanted, dry_run, &mut visit)?.into_iter();
                    revoked.map(|outcome| outcome.map(Restored::of_all)).collect()
                }
            };
            results.write(revoked.finish(outcomes));
            Ok(())
        })
    }
}

impl cscert_revocation {
    /// # Safety
    /// The text must be readable.
    unsafe fn read<'a>(&self, action: Action) -> Result<Revocation<'a>> {
        let user_key = UserKey(self.user_key);
        let certificate_key = Some(CertificateKey(self.certificate_key)).filter(|key| key.0 != 0);
        if action == Action::Restore {
            return Ok(Revocation::off_hold(user_key, certificate_key));
        }
        let reason = RevocationReason::from_code(self.reason).ok_or_else(|| {
            Error::InvalidArgument(format!("{} is not a valid revocation reason", self.reason))
        })?;
        // SAFETY: the caller vouches for it.
        let reason_text = unsafe { self.reason_text.text()? };
        Ok(Revocation { user_key, certificate_key, reason, reason_text })
    }
}

/// Records an attempt that was refused before it could change anything, such as an unknown identity given to Revoke.
/// `action` is the name of an action (`Revoke`), `message` is the reason.
///
/// # Safety
/// `registry` must be open; texts must be readable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_audit_refusal(
    registry: *const cscert_registry,
    action: cscert_text,
    identity: cscert_text,
    message: cscert_text,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        within(registry, error, |registry, _| {
            let action = action_named(action.required("action")?)?;
            let message = message.required("message")?;
            Ok(registry.record_refusal_text(action, None, identity.text()?, message)?)
        })
    }
}
