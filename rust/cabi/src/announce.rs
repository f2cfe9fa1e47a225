//! Announcing what later calls are about.

use ::cscert_registry::error::Result;

use crate::certificates::check::cscert_presented;
use crate::interface::error::cscert_error;
use crate::interface::identity::cscert_identity;
use crate::interface::status::cscert_status;
use crate::interface::text::slice;
use crate::registry::{cscert_registry, within};

/// Announces what calls are about after `cscert_take`: identities, and the certificates of `cscert_certificate_check`. A registry on a server
/// begins to read both, identities with the certificates of their users, and does not wait for the answer. At most 4 announcements may wait to be
/// taken; a change forgets them. A registry in a file does nothing.
///
/// # Safety
/// `registry` must be open; `identities` and `presented` must point to as many as is said, with readable texts; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_ask(
    registry: *const cscert_registry,
    identities: *const cscert_identity,
    identity_count: usize,
    presented: *const cscert_presented,
    presented_count: usize,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        within(registry, error, |registry, _| {
            let identities = slice(identities, identity_count, "identities")?.iter();
            let identities: Vec<_> = identities.map(|identity| identity.read()).collect::<Result<_>>()?;
            let presented = slice(presented, presented_count, "presented")?.iter();
            let presented: Vec<_> = presented.map(|presented| presented.read()).collect::<Result<_>>()?;
            registry.ask_ahead(&identities, &presented)?;
            Ok(())
        })
    }
}

/// Takes the answer to the first `cscert_ask` whose answer was not taken yet, and waits for it. The functions that take an identity, the
/// checks, and `cscert_former_users` of the users answer as it was when the server read that, until the next `cscert_take` or change. Without an
/// announcement, and for a registry in a file, it only forgets what was taken before.
///
/// # Safety
/// `registry` must be open; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_take(
    registry: *const cscert_registry,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for both pointers.
    unsafe {
        within(registry, error, |registry, lent| {
            lent.former.expect(registry.take_answers()?);
            Ok(())
        })
    }
}
