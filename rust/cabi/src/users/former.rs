//! Former users who share a name with a user.

use ::cscert_registry::model::keys::UserKey;

use crate::interface::error::cscert_error;
use crate::interface::status::cscert_status;
use crate::registry::{answer, cscert_registry, Lent};
use crate::users::row::cscert_user;

/// The users who are no longer in the directory, whose certificates are still valid, and who have the SIP address, the user principal
/// name, the distinguished name, or the domain and logon name of the user with that key: an account that was created again has the
/// names of its predecessor, but not its certificates. Each row has only `user_key`, `object_guid`,
/// `distinguished_name`, `sip_address` and `flags`. `*users` is borrowed until the next call on the registry.
///
/// Intended to be called for many users one by one. After the first few, users without such a namesake cost no query, unless many
/// calls were made and something was committed since.
///
/// # Safety
/// `registry` must be open; `users` and `count` writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_former_users(
    registry: *const cscert_registry,
    user_key: i64,
    users: *mut *const cscert_user,
    count: *mut usize,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        answer(registry, users, count, error, |registry, lent| {
            let Lent { former, users: batch, .. } = lent;
            batch.clear();
            for user in registry.former_users_of(UserKey(user_key), former)? {
                batch.push_former(&user);
            }
            Ok(batch)
        })
    }
}
