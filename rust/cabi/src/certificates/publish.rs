//! Publishing certificates.

use ::cscert_registry::error::Error;
use ::cscert_registry::model::certificate::CertificateRow;
use ::cscert_registry::operations::publish::Publication;

use crate::certificates::list::cscert_certificate;
use crate::interface::arena::Row;
use crate::interface::error::{cscert_error, detail_of};
use crate::interface::identity::cscert_identity;
use crate::interface::status::{cscert_status, status_of, CSCERT_OK};
use crate::interface::text::{cscert_text, out, sixteen_bytes, slice};
use crate::registry::{cscert_registry, within};
use crate::{CSCERT_DRY_RUN, CSCERT_NO_TIME, CSCERT_RECORD_REFUSALS};

/// The certificate is new in the registry.
pub const CSCERT_PUBLISHED: u32 = 1;
/// The certificate was already published; nothing changed.
pub const CSCERT_ALREADY_PUBLISHED: u32 = 2;
/// With `CSCERT_CERTIFICATE_REVOKED`: the certificate is identical to one that was published and revoked. A command that publishes a folder
/// every night gets this every night.
pub const CSCERT_REVOKED_UNCHANGED: u32 = 3;

/// A certificate to be published.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_publication {
    /// The certificate: bytes.
    pub der: cscert_text,
    /// The user; NULL for the one that the certificate names.
    pub identity: *const cscert_identity,
    /// The device it was issued to: sixteen bytes in the byte order of .NET's `Guid.ToByteArray`; or NULL.
    pub device_id: *const u8,
    /// When it was published.
    pub publication_time: i64,
}

/// The result of a publication.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_publish_result {
    /// `CSCERT_OK`, or why it was not published: `CSCERT_INVALID_CERTIFICATE`, `CSCERT_MANAGEMENT_OBJECT_NOT_FOUND`,
    /// `CSCERT_AMBIGUOUS_IDENTITY`, `CSCERT_CERTIFICATE_USER_MISMATCH`, `CSCERT_CERTIFICATE_REVOKED`.
    pub status: cscert_status,
    /// `CSCERT_PUBLISHED` or `CSCERT_ALREADY_PUBLISHED`, `CSCERT_REVOKED_UNCHANGED`, or 0.
    pub outcome: u32,
    /// The error message; absent on success.
    pub message: cscert_text,
    /// JSON, as in an error.
    pub detail: cscert_text,
    /// The certificate in the registry; only valid with the status `CSCERT_OK`.
    pub certificate: cscert_certificate,
}

impl Row for cscert_publish_result {
    fn texts(&mut self, each: &mut dyn FnMut(&mut cscert_text)) {
        each(&mut self.message);
        each(&mut self.detail);
        self.certificate.texts(each);
    }
}

/// Publishes certificates, all in one transaction; each succeeds or fails by itself. With `CSCERT_DRY_RUN` in `flags`
/// only the results are returned; with `CSCERT_RECORD_REFUSALS` as well, refusals are recorded nevertheless. `*results` holds `count` results in the order given, borrowed until the next
/// call on the registry; when the function returns `CSCERT_OK` the successes are on disk.
///
/// # Safety
/// `registry` must be open; `publications` must point to `count` of them with readable pointers; `results` must be
/// writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_publish(
    registry: *const cscert_registry,
    publications: *const cscert_publication,
    count: usize,
    flags: u32,
    results: *mut *const cscert_publish_result,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        within(registry, error, |registry, lent| {
            let results = out(results, "results")?;
            let mut wanted = Vec::with_capacity(count.min(1024));
            for publication in slice(publications, count, "publications")? {
                wanted.push(Publication {
                    der: publication.der.bytes()?.unwrap_or_default(),
                    identity: publication.identity.as_ref().map(|identity| identity.read()).transpose()?,
                    device_id: sixteen_bytes(publication.device_id),
                    publication_time: publication.publication_time,
                });
            }
            let batch = &mut lent.published;
            batch.clear();
            let mut certificates: Vec<Option<cscert_certificate>> = vec![None; wanted.len()];
            let dry_run = flags & CSCERT_DRY_RUN != 0;
            let outcomes = registry.publish(&wanted, dry_run, &mut |registry, index, published| {
                registry.certificate(
                    published.user_key,
                    published.certificate_key,
                    &mut |row: &CertificateRow<'_>| {
                        certificates[index] = Some(batch.certificate(row, None));
                    },
                )
            })?;
            if dry_run && flags & CSCERT_RECORD_REFUSALS != 0 {
                registry.record_refused_publications(&wanted, &outcomes)?;
            }
            for (outcome, certificate) in outcomes.into_iter().zip(certificates) {
                let row = match (outcome, certificate) {
                    (Ok(published), Some(certificate)) => cscert_publish_result {
                        status: CSCERT_OK,
                        outcome: if published.already { CSCERT_ALREADY_PUBLISHED } else { CSCERT_PUBLISHED },
                        message: cscert_text::ABSENT,
                        detail: cscert_text::ABSENT,
                        certificate,
                    },
                    (Ok(_), None) => {
                        let lost = "a published certificate has no row".to_owned();
                        return Err(registry.damaged(lost).into());
                    }
                    (Err(error), _) => cscert_publish_result {
                        status: status_of(&error),
                        outcome: match &error {
                            Error::CertificateRevoked { original: None, .. } => CSCERT_REVOKED_UNCHANGED,
                            _ => 0,
                        },
                        message: batch.text(Some(&error.to_string())),
                        detail: batch.text(detail_of(&error).as_deref()),
                        certificate: cscert_certificate {
                            revocation_time: CSCERT_NO_TIME,
                            ..cscert_certificate::default()
                        },
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
