//! Announcing what the next calls are about.

use ::cscert_registry::error::Result;

use crate::certificates::check::cscert_presented;
use crate::interface::error::cscert_error;
use crate::interface::identity::cscert_identity;
use crate::interface::landing::{handle, land, lock};
use crate::interface::status::cscert_status;
use crate::interface::text::slice;
use crate::registry::cscert_registry;

/// Announces what the next calls are about: identities, and the certificates of `cscert_certificate_check`. A registry on a server reads both
/// now, identities with the certificates of their users, with one round trip each; the functions that take an identity, the checks, and
/// `cscert_former_users` of their users then answer as it was now. What was announced before is forgotten. A registry in a file does nothing.
///
/// # Safety
/// `registry` must be open; `identities` and `presented` must point to as many as is said, with readable texts; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_expect(
    registry: *const cscert_registry,
    identities: *const cscert_identity,
    identity_count: usize,
    presented: *const cscert_presented,
    presented_count: usize,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let mut core = lock(&handle(registry, "registry")?.core)?;
            let identities = slice(identities, identity_count, "identities")?.iter();
            let identities: Vec<_> = identities.map(|identity| identity.read()).collect::<Result<_>>()?;
            let presented = slice(presented, presented_count, "presented")?.iter();
            let presented: Vec<_> = presented.map(|presented| presented.read()).collect::<Result<_>>()?;
            let users = core.registry.expect(&identities, &presented)?;
            core.former.expect(users);
            Ok(())
        })
    }
}
