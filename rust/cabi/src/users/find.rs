//! One user, by identity.

use ::cscert_registry::error::Error;
use ::cscert_registry::query::identity::DisplayNamePattern;

use crate::interface::error::cscert_error;
use crate::interface::identity::{cscert_identity, write_form, CSCERT_FORM_DISPLAY_NAME};
use crate::interface::landing::argument;
use crate::interface::status::cscert_status;
use crate::interface::text::out;
use crate::registry::{cscert_registry, within};
use crate::users::row::cscert_user;

/// Any user, including those without a SIP address and those who are no longer in the directory.
pub const CSCERT_FIND_ANY_USER: u32 = 0;
/// Only users that Get-CsUser returns: with a SIP address, and in the directory. A display name with `*` is a pattern, even if
/// some user has exactly this display name.
pub const CSCERT_FIND_LISTED_USERS: u32 = 1;
/// Only what identifies the user: `user_key`, `distinguished_name`, `sip_address`, and `CSCERT_USER_GONE` in `flags`.
pub const CSCERT_FIND_IDENTITY_ONLY: u32 = 2;

/// Finds the user that `identity` identifies. `*user` is borrowed until the next call on the registry; `matched_form`, which
/// may be NULL, receives a `CSCERT_FORM_*`. On `CSCERT_WILDCARD_NOT_SUPPORTED` it is `CSCERT_FORM_DISPLAY_NAME` if the
/// text has no form other than a display name, and so can be a pattern for `cscert_users_open`; else 0.
///
/// Statuses: `CSCERT_MANAGEMENT_OBJECT_NOT_FOUND`, `CSCERT_AMBIGUOUS_IDENTITY`, `CSCERT_WILDCARD_NOT_SUPPORTED`.
///
/// # Safety
/// `registry` must be open; `identity` must be readable; `user` writable; `matched_form` and `error` may be NULL, else
/// writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_user_find(
    registry: *const cscert_registry,
    identity: *const cscert_identity,
    flags: u32,
    user: *mut *const cscert_user,
    matched_form: *mut u32,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        within(registry, error, |registry, lent| {
            let user = out(user, "user")?;
            let identity = argument(identity, "identity")?.read()?;
            let resolved = if flags & CSCERT_FIND_LISTED_USERS != 0 {
                registry.resolve_listed(&identity)
            } else {
                registry.resolve(&identity)
            };
            if let (Err(Error::WildcardNotSupported { .. }), false) = (&resolved, matched_form.is_null()) {
                let name_only =
                    !identity.account_only && DisplayNamePattern::is_only_display_name(identity.text);
                matched_form.write(if name_only { CSCERT_FORM_DISPLAY_NAME } else { 0 });
            }
            let found = resolved?;
            let users = &mut lent.users;
            users.clear();
            if flags & CSCERT_FIND_IDENTITY_ONLY != 0 {
                users.push_identity(&found);
            } else {
                registry.user(found.key, &mut |row| users.push(row))?;
            }
            users.finish();
            let gone = || Error::ManagementObjectNotFound { identity: identity.text.to_owned() };
            user.write(users.rows.first().ok_or_else(gone)?);
            write_form(matched_form, found.form);
            Ok(())
        })
    }
}
