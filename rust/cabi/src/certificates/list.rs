//! Certificates: of one user, or across all users.

use ::cscert_registry::error::{Error, Result};
use ::cscert_registry::model::certificate::{CertificateRow, CertificateSelection};
use ::cscert_registry::model::keys::CertificateKey;
use ::cscert_registry::operations::find::Lookup;
use ::cscert_registry::parse::identifier::{IdentifierError, SerialNumber, Thumbprint};
use ::cscert_registry::registry::Registry;
use ::cscert_registry::store::listing::Listing;

use crate::interface::arena::{flag, page, texts, Batch, Row};
use crate::interface::cursor::{open, Cursor, Query};
use crate::interface::error::cscert_error;
use crate::interface::identity::{cscert_identity, write_form};
use crate::interface::landing::{argument, close, handle, land};
use crate::interface::status::cscert_status;
use crate::interface::text::{cscert_text, out, sixteen_bytes};
use crate::registry::{cscert_registry, within};
use crate::{none_or_time, time_or_none};

/// `device_id` is present.
pub const CSCERT_CERTIFICATE_HAS_DEVICE_ID: u32 = 1;
/// The certificate was revoked.
pub const CSCERT_CERTIFICATE_IS_REVOKED: u32 = 2;
/// The user is no longer in the directory.
pub const CSCERT_CERTIFICATE_USER_GONE: u32 = 4;
/// The user's directory account is disabled.
pub const CSCERT_CERTIFICATE_ACCOUNT_DISABLED: u32 = 8;

/// A certificate.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct cscert_certificate {
    /// Never reused; valid only in its registry.
    pub certificate_key: i64,
    /// The user it belongs to.
    pub user_key: i64,
    /// `CSCERT_CERTIFICATE_*`.
    pub flags: u32,
    /// The reason of the revocation (RFC 5280 section 5.3.1).
    pub revocation_reason: u32,
    /// The device it was issued to, in the byte order of .NET's `Guid.ToByteArray`.
    pub device_id: [u8; 16],
    /// SHA-1 of the DER.
    pub sha1: [u8; 20],
    /// When it was published.
    pub publication_time: i64,
    /// NotBefore.
    pub not_before: i64,
    /// NotAfter.
    pub not_after: i64,
    /// When it was revoked, or `CSCERT_NO_TIME`.
    pub revocation_time: i64,
    /// The contiguous memory of the texts from `serial_number` on, except `issuer`.
    pub text: cscert_text,
    /// The user's SIP address, with `sip:`. Adjacent rows of one user share this and the next text; the two are before the texts of
    /// the first of these rows, and the texts of the others follow, all in contiguous memory.
    pub identity: cscert_text,
    /// The user's distinguished name.
    pub distinguished_name: cscert_text,
    /// `OcsSigned` for certificates that CN=Communications Server issued, else `Other`. Valid as long as the library is loaded.
    pub certificate_type: cscert_text,
    /// The serial number: bytes, big endian, as the certificate encodes it.
    pub serial_number: cscert_text,
    /// The subject's name.
    pub subject: cscert_text,
    /// The issuer's name; rows share it.
    pub issuer: cscert_text,
    /// The operating system user who revoked it.
    pub revoked_by: cscert_text,
}

texts!(
    cscert_certificate: text, identity, distinguished_name, serial_number, subject, issuer,
        revoked_by
);

impl<R: Row> Batch<R> {
    /// Stores the texts of a certificate and returns its row, which the caller adds. `previous` is the previous
    /// row: if it is of the same user, its texts of the user are shared.
    pub(crate) fn certificate(
        &mut self,
        row: &CertificateRow<'_>,
        previous: Option<&cscert_certificate>,
    ) -> cscert_certificate {
        let CertificateRow { owner, details, .. } = row;
        let (identity, distinguished_name) = match previous {
            Some(previous) if previous.user_key == owner.key.0 => {
                (previous.identity, previous.distinguished_name)
            }
            _ => (self.text(owner.identity), self.text(Some(owner.distinguished_name))),
        };
        let issuer = match previous {
            Some(previous) => self.shared_text(Some(details.issuer), previous.issuer),
            None => self.text(Some(details.issuer)),
        };
        let mark = self.mark();
        let mut certificate = cscert_certificate {
            certificate_key: row.key.0,
            user_key: owner.key.0,
            flags: flag(details.device_id.is_some(), CSCERT_CERTIFICATE_HAS_DEVICE_ID)
                | flag(row.revocation_time.is_some(), CSCERT_CERTIFICATE_IS_REVOKED)
                | flag(owner.gone, CSCERT_CERTIFICATE_USER_GONE)
                | flag(owner.account_disabled, CSCERT_CERTIFICATE_ACCOUNT_DISABLED),
            revocation_reason: row.revocation_reason.unwrap_or(0),
            device_id: details.device_id.unwrap_or([0; 16]),
            sha1: details.sha1,
            publication_time: row.publication_time,
            not_before: row.not_before,
            not_after: row.not_after,
            revocation_time: time_or_none(row.revocation_time),
            text: cscert_text::ABSENT,
            identity,
            distinguished_name,
            certificate_type: cscert_text::borrowing(details.certificate_type.name().as_bytes()),
            serial_number: self.store(Some(details.serial_number)),
            subject: self.text(Some(details.subject)),
            issuer,
            revoked_by: self.text(row.revoked_by),
        };
        certificate.text = self.since(mark);
        certificate
    }
}

page!(cscert_certificate: certificate(CertificateRow<'_>));

impl Batch<cscert_certificate> {
    pub(crate) fn push(&mut self, row: &CertificateRow<'_>) {
        let previous = self.rows.last().copied();
        let certificate = self.certificate(row, previous.as_ref());
        self.rows.push(certificate);
    }
}

/// The certificates of the user with an identity, as for Get-CsClientCertificate: those that are not revoked, including expired ones, in
/// the order of their publication here. `*rows` is borrowed until the next call on the registry except `cscert_former_users`; `user_key`
/// receives the user's key and `matched_form` a `CSCERT_FORM_*`.
///
/// Statuses: those of `cscert_user_find`, `CSCERT_USER_HAS_NO_SIP_ADDRESS`, `CSCERT_USER_NOT_IN_REGISTRAR_POOL`.
///
/// # Safety
/// `registry` must be open; `identity` must be readable; `rows` and `count` writable; `user_key`, `matched_form` and
/// `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_certificates_of(
    registry: *const cscert_registry,
    identity: *const cscert_identity,
    rows: *mut *const cscert_certificate,
    count: *mut usize,
    user_key: *mut i64,
    matched_form: *mut u32,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        within(registry, error, |registry, lent| {
            let (rows, count) = (out(rows, "rows")?, out(count, "count")?);
            let identity = argument(identity, "identity")?.read()?;
            let certificates = &mut lent.certificates;
            let answer = registry.certificates_of(&identity, certificates)?;
            let batch = certificates.rows()?;
            batch.finish();
            let found = &batch.rows[answer.rows];
            rows.write(found.as_ptr());
            count.write(found.len());
            if !user_key.is_null() {
                user_key.write(answer.user_key.0);
            }
            write_form(matched_form, answer.form);
            Ok(())
        })
    }
}

/// Reads the DER of a certificate. `*der` is borrowed until the next call on the registry.
///
/// # Safety
/// `registry` must be open; `der` must be writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_certificate_der(
    registry: *const cscert_registry,
    certificate_key: i64,
    der: *mut cscert_text,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        within(registry, error, |registry, lent| {
            let der = out(der, "der")?;
            der.write(lent.content(registry.certificate_content(CertificateKey(certificate_key))?));
            Ok(())
        })
    }
}

/// Include revoked certificates.
pub const CSCERT_FIND_INCLUDE_REVOKED: u32 = 1;
/// Only certificates that are still valid (not revoked, within their validity period at `now`) although the account is disabled or
/// gone.
pub const CSCERT_FIND_ACCOUNT_DISABLED: u32 = 2;

/// Conditions for certificates; all must be met.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_certificate_query {
    /// `CSCERT_FIND_*`.
    pub flags: u32,
    /// The current time.
    pub now: i64,
    /// NotAfter at or after this time, or `CSCERT_NO_TIME`.
    pub not_after_from: i64,
    /// NotAfter before this time, or `CSCERT_NO_TIME`.
    pub not_after_before: i64,
    /// PublicationTime after this time, or `CSCERT_NO_TIME`.
    pub published_after: i64,
    /// The bytes of SHA-1 or SHA-256; or absent.
    pub thumbprint: cscert_text,
    /// Hexadecimal; or absent.
    pub serial_number: cscert_text,
    /// Sixteen bytes in the byte order of .NET's `Guid.ToByteArray`; or NULL.
    pub device_id: *const u8,
    /// The maximum number of rows; `UINT64_MAX` for all.
    pub limit: u64,
}

/// A cursor over certificates. It holds no transaction between batches.
pub struct cscert_certificates(Cursor<Certificates>);

enum Certificates {
    Listed(Listing<Batch<cscert_certificate>>),
    /// Those that have what few certificates have, in one batch.
    LookedUp {
        lookups: Vec<Lookup>,
        selection: CertificateSelection,
        left: u64,
        batch: Batch<cscert_certificate>,
    },
}

impl Query for Certificates {
    type Row = cscert_certificate;

    fn next(&mut self, registry: &Registry) -> Result<&mut Batch<cscert_certificate>> {
        match self {
            Certificates::Listed(listing) => listing.next(registry),
            Certificates::LookedUp { lookups, selection, left, batch } => {
                batch.clear();
                let most = usize::try_from(*left).unwrap_or(usize::MAX);
                if most > 0 {
                    registry.look_up_certificates(lookups, selection, &mut |row| {
                        if batch.rows.len() < most {
                            batch.push(row);
                        }
                        Ok(())
                    })?;
                    *left = 0;
                }
                Ok(batch)
            }
        }
    }
}

/// Starts a query. The order is by NotAfter; by PublicationTime if `published_after` is the only condition
/// on time; by user if thumbprint, serial number or device are given. On success `*certificates` is a cursor that
/// `cscert_certificates_close` ends; it may outlive the registry's handle.
///
/// # Safety
/// `registry` must be open; `query` readable; `certificates` writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_certificates_open(
    registry: *const cscert_registry,
    query: *const cscert_certificate_query,
    certificates: *mut *mut cscert_certificates,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        open(registry, query, certificates, error, cscert_certificates, |_, query| {
            let selection = CertificateSelection {
                include_revoked: query.flags & CSCERT_FIND_INCLUDE_REVOKED != 0,
                account_disabled: query.flags & CSCERT_FIND_ACCOUNT_DISABLED != 0,
                now: query.now,
                not_after_from: none_or_time(query.not_after_from),
                not_after_before: none_or_time(query.not_after_before),
                published_after: none_or_time(query.published_after),
            };
            let lookups = lookups(query)?;
            Ok(if lookups.is_empty() {
                Certificates::Listed(Listing::certificates(selection, query.limit))
            } else {
                Certificates::LookedUp { lookups, selection, left: query.limit, batch: Batch::default() }
            })
        })
    }
}

/// # Safety
/// The query's pointers must be readable.
unsafe fn lookups(query: &cscert_certificate_query) -> Result<Vec<Lookup>> {
    let mut lookups = Vec::new();
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        if let Some(hash) = query.thumbprint.bytes()? {
            lookups.push(Lookup::Thumbprint(thumbprint_of(hash)?));
        }
        if let Some(text) = query.serial_number.text()? {
            lookups.push(Lookup::SerialNumber(SerialNumber::parse(text).map_err(invalid)?));
        }
        lookups.extend(sixteen_bytes(query.device_id).map(Lookup::DeviceId));
    }
    Ok(lookups)
}

pub(crate) fn thumbprint_of(hash: &[u8]) -> Result<Thumbprint> {
    Thumbprint::from_bytes(hash).map_err(invalid)
}

fn invalid(error: IdentifierError) -> Error {
    Error::InvalidArgument(error.to_string())
}

/// Reads the next batch. `*rows` is borrowed until the next call on this cursor; `*count` 0 is the end.
///
/// # Safety
/// `certificates` must be open; `rows` and `count` writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_certificates_next(
    certificates: *const cscert_certificates,
    rows: *mut *const cscert_certificate,
    count: *mut usize,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe { land(error, || handle(certificates, "certificates")?.0.next(rows, count)) }
}

/// Ends a cursor. NULL is allowed.
///
/// # Safety
/// `certificates` must come from `cscert_certificates_open` and must not be used afterwards.
#[no_mangle]
pub unsafe extern "C" fn cscert_certificates_close(certificates: *mut cscert_certificates) {
    // SAFETY: the caller vouches for it.
    unsafe { close(certificates) }
}
