//! Identities in the C interface.

use ::cscert_registry::error::{Error, Result};
use ::cscert_registry::model::guid::Guid;
use ::cscert_registry::model::keys::UserKey;
use ::cscert_registry::query::identity::{Form, Identity};

use crate::interface::text::{cscert_text, sixteen_bytes};

/// An identity of a user. An object of this module adds `registry_id` and `user_key`; any object can add
/// `object_guid`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_identity {
    /// The text as given; for an object, the property that identifies it: its distinguished name, if it has an `object_guid` and
    /// a distinguished name.
    pub text: cscert_text,
    /// Sixteen bytes: the id of the registry of `user_key`; or NULL.
    pub registry_id: *const u8,
    /// The key of the user in that registry; ignored if `registry_id` is NULL.
    pub user_key: i64,
    /// Sixteen bytes in the directory's byte order (that of .NET's `Guid.ToByteArray`); or NULL. It alone decides: the distinguished name in `text` is used only for users
    /// whose `objectGUID` is not known.
    pub object_guid: *const u8,
    /// 0 for all forms in their order, or `CSCERT_FORM_SAM_ACCOUNT_NAME` if `text` can only be that.
    pub only_form: u32,
}

impl cscert_identity {
    /// # Safety
    /// The pointers must conform to the documentation of the struct during `'a`.
    pub(crate) unsafe fn read<'a>(&self) -> Result<Identity<'a>> {
        let account_only = match self.only_form {
            0 => false,
            CSCERT_FORM_SAM_ACCOUNT_NAME => true,
            other => {
                return Err(Error::InvalidArgument(format!("identity.only_form cannot be {}", other)));
            }
        };
        // SAFETY: the caller vouches for all pointers.
        unsafe {
            Ok(Identity {
                text: self.text.required("identity.text")?,
                key: sixteen_bytes(self.registry_id).map(|registry| (registry, UserKey(self.user_key))),
                object_guid: sixteen_bytes(self.object_guid).map(Guid::from_directory_bytes),
                account_only,
            })
        }
    }
}

/// The identity was a user key of this registry.
pub const CSCERT_FORM_KEY: u32 = 1;
/// The identity was an `objectGUID`.
pub const CSCERT_FORM_OBJECT_GUID: u32 = 2;
/// The identity was a SIP address with `sip:`.
pub const CSCERT_FORM_SIP_ADDRESS: u32 = 3;
/// The identity was a distinguished name.
pub const CSCERT_FORM_DISTINGUISHED_NAME: u32 = 4;
/// The identity was `domain\logon`.
pub const CSCERT_FORM_DOMAIN_LOGON: u32 = 5;
/// The identity was a user principal name, or a SIP address without `sip:`.
pub const CSCERT_FORM_ADDRESS: u32 = 6;
/// The identity was a display name.
pub const CSCERT_FORM_DISPLAY_NAME: u32 = 7;
/// The identity was a bare sAMAccountName.
pub const CSCERT_FORM_SAM_ACCOUNT_NAME: u32 = 8;
/// The identity was a common name.
pub const CSCERT_FORM_COMMON_NAME: u32 = 9;

/// # Safety
/// `matched_form` must be NULL or writable.
pub(crate) unsafe fn write_form(matched_form: *mut u32, form: Form) {
    if !matched_form.is_null() {
        // SAFETY: not NULL; the caller vouches for the rest.
        unsafe { matched_form.write(form as u32) };
    }
}
