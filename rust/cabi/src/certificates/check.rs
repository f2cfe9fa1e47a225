//! The check of a server at sign-in.

use ::cscert_registry::error::{Error, Result};
use ::cscert_registry::operations::check::Presented;

use crate::certificates::list::{
    cscert_certificate, thumbprint_of, CSCERT_CERTIFICATE_ACCOUNT_DISABLED, CSCERT_CERTIFICATE_USER_GONE,
};
use crate::interface::error::cscert_error;
use crate::interface::status::cscert_status;
use crate::interface::text::{cscert_text, out};
use crate::registry::{cscert_registry, within};

/// In the registry, not revoked, within its validity period.
pub const CSCERT_CHECK_VALID: u32 = 0;
/// Before its NotBefore.
pub const CSCERT_CHECK_NOT_YET_VALID: u32 = 1;
/// After its NotAfter.
pub const CSCERT_CHECK_EXPIRED: u32 = 2;
/// It was revoked.
pub const CSCERT_CHECK_REVOKED: u32 = 3;
/// Not in the registry: nobody can sign in with such a certificate.
pub const CSCERT_CHECK_UNKNOWN: u32 = 4;

/// The result.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_check {
    /// `CSCERT_CHECK_*`; the first that applies of unknown, revoked, expired, not yet valid, valid.
    pub result: u32,
    /// The user's directory account is disabled. The certificate remains valid until it is revoked.
    pub account_disabled: bool,
    /// The user is no longer in the directory.
    pub user_gone: bool,
    /// The certificate; NULL when it is unknown. Borrowed until the next call on the registry.
    pub certificate: *const cscert_certificate,
}

/// A certificate to be checked; exactly one of the two is given.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_presented {
    /// The certificate: bytes.
    pub der: cscert_text,
    /// The bytes of its SHA-1 or SHA-256.
    pub thumbprint: cscert_text,
}

impl cscert_presented {
    /// # Safety
    /// The texts must be readable.
    pub(crate) unsafe fn read<'a>(&self) -> Result<Presented<'a>> {
        // SAFETY: the caller vouches for both texts.
        match unsafe { (self.der.bytes()?, self.thumbprint.bytes()?) } {
            (Some(der), None) => Ok(Presented::Der(der)),
            (None, Some(hash)) => Ok(Presented::Thumbprint(thumbprint_of(hash)?)),
            _ => {
                let both = "one of der and thumbprint must be given".to_owned();
                Err(Error::InvalidArgument(both))
            }
        }
    }
}

/// Checks whether a certificate is valid at `now`, and who holds it. Exactly one of `der` (bytes) and `thumbprint`
/// (the bytes of SHA-1 or SHA-256) is given. Neither the signature nor possession of the key is verified: that is up to
/// the caller. A certificate is the same with any signature; one that is not in the registry but has issuer, serial number
/// and public key of a revoked one is `CSCERT_CHECK_REVOKED`, and that one is returned. A thumbprint finds only the
/// exact bytes that were published.
///
/// Cost: parsing the certificate, one index search, one row, one read of the stored certificate; no lock that another
/// process could hold. Intended to be called for every request, on a handle that stays open. If the registry's file was
/// replaced since it was opened (a restored backup), the status is `CSCERT_REGISTRY_UNAVAILABLE`: open it again.
///
/// # Safety
/// `registry` must be open; texts must be readable; `check` writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_certificate_check(
    registry: *const cscert_registry,
    der: cscert_text,
    thumbprint: cscert_text,
    now: i64,
    check: *mut cscert_check,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        within(registry, error, |registry, lent| {
            let check = out(check, "check")?;
            let presented = cscert_presented { der, thumbprint }.read()?;
            let checked = &mut lent.checked;
            checked.clear();
            let result = registry.check_certificate(presented, now, &mut |row| {
                checked.clear();
                checked.push(row);
            })?;
            checked.finish();
            let row = checked.rows.first();
            let has = |flag: u32| row.map_or(false, |row| row.flags & flag != 0);
            check.write(cscert_check {
                result: result as u32,
                account_disabled: has(CSCERT_CERTIFICATE_ACCOUNT_DISABLED),
                user_gone: has(CSCERT_CERTIFICATE_USER_GONE),
                certificate: row.map_or(std::ptr::null(), |row| row),
            });
            Ok(())
        })
    }
}
