//! Revoking certificates, and recording refused attempts.

use std::ops::Range;

use ::cscert_registry::error::Error;
use ::cscert_registry::model::certificate::Revocation;
use ::cscert_registry::model::certificate::RevocationReason;
use ::cscert_registry::model::keys::{CertificateKey, UserKey};

use crate::audit::action_named;
use crate::certificates::list::cscert_certificate;
use crate::interface::arena::texts;
use crate::interface::error::cscert_error;
use crate::interface::landing::{handle, land, lock};
use crate::interface::status::{cscert_status, status_of, CSCERT_OK};
use crate::interface::text::{cscert_text, out, slice};
use crate::registry::{cscert_registry, Core};
use crate::{CSCERT_DRY_RUN, CSCERT_LEND_CERTIFICATES};

/// A revocation.
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

/// The result of a revocation.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_revoke_result {
    /// `CSCERT_OK`, or `CSCERT_MANAGEMENT_OBJECT_NOT_FOUND` for a key that no user has.
    pub status: cscert_status,
    /// The number of certificates; 0 if none was left to revoke.
    pub revoked: u32,
    /// The error message; absent on success.
    pub message: cscert_text,
    /// With `CSCERT_LEND_CERTIFICATES`: the revoked certificates in their new state; including those of other users that share
    /// an issue.
    pub certificates: *const cscert_certificate,
    /// The number of `certificates`.
    pub certificate_count: usize,
}

texts!(cscert_revoke_result: message);

/// Revokes, all in one transaction. With `CSCERT_DRY_RUN` in `flags` nothing is written; with `CSCERT_LEND_CERTIFICATES` the
/// results contain the revoked certificates. `*results` holds `count` results in the order given, borrowed until the next call on the
/// registry; when the function returns `CSCERT_OK` the revocations are on disk.
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
    unsafe {
        land(error, || {
            let mut core = lock(&handle(registry, "registry")?.core)?;
            let results = out(results, "results")?;
            let mut wanted = Vec::with_capacity(count.min(1024));
            for revocation in slice(revocations, count, "revocations")? {
                wanted.push(Revocation {
                    user_key: UserKey(revocation.user_key),
                    certificate_key: Some(CertificateKey(revocation.certificate_key))
                        .filter(|key| key.0 != 0),
                    reason: RevocationReason::from_code(revocation.reason).ok_or_else(|| {
                        Error::InvalidArgument(format!(
                            "{} is not a valid revocation reason",
                            revocation.reason
                        ))
                    })?,
                    reason_text: revocation.reason_text.text()?,
                });
            }
            let Core { registry, revoked: batch, revoked_certificates: certificates, .. } = &mut *core;
            certificates.clear();
            // The range of the certificates of each revocation.
            let mut ranges: Vec<Option<Range<usize>>> = vec![None; wanted.len()];
            let lends = flags & CSCERT_LEND_CERTIFICATES != 0;
            let outcomes = registry.revoke(
                &wanted,
                flags & CSCERT_DRY_RUN != 0,
                &mut |registry, index, user, key| {
                    if !lends {
                        return Ok(());
                    }
                    let place = certificates.rows.len();
                    registry.certificate(user, key, &mut |row| {
                        let previous = certificates.rows.last().copied();
                        let certificate = certificates.certificate(row, previous.as_ref());
                        certificates.rows.push(certificate);
                    })?;
                    ranges[index].get_or_insert(place..place).end = certificates.rows.len();
                    Ok(())
                },
            )?;
            certificates.finish();
            batch.clear();
            for (outcome, range) in outcomes.into_iter().zip(ranges) {
                let lent = range.map_or(&[][..], |range| &certificates.rows[range]);
                let row = match outcome {
                    Ok(count) => cscert_revoke_result {
                        status: CSCERT_OK,
                        revoked: u32::try_from(count).unwrap_or(u32::MAX),
                        message: cscert_text::ABSENT,
                        certificates: lent.as_ptr(),
                        certificate_count: lent.len(),
                    },
                    Err(error) => cscert_revoke_result {
                        status: status_of(&error),
                        revoked: 0,
                        message: batch.text(Some(&error.to_string())),
                        certificates: std::ptr::null(),
                        certificate_count: 0,
                    },
                };
                batch.rows.push(row);
            }
            batch.finish();
            results.write(batch.rows.as_ptr());
            Ok(())
        })
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
        land(error, || {
            let core = lock(&handle(registry, "registry")?.core)?;
            let action = action_named(action.required("action")?)?;
            let message = message.required("message")?;
            Ok(core.registry.record_refusal_text(action, None, identity.text()?, message)?)
        })
    }
}
