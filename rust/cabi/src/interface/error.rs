//! Errors in the C interface.

use serde_json::json;

use ::cscert_registry::error::Error;

use crate::interface::status::cscert_status;
use crate::interface::text::cscert_text;

/// An error. Owned by the caller, who frees it with `cscert_error_free`.
#[repr(C)]
#[derive(Debug)]
pub struct cscert_error {
    /// The status that the function returned.
    pub status: cscert_status,
    /// What happened, to which object, and what to do.
    pub message: cscert_text,
    /// A JSON object with details, if the status has any; otherwise absent.
    pub detail: cscert_text,
}

/// The JSON details of an error, if any.
pub(crate) fn detail_of(error: &Error) -> Option<String> {
    match error {
        Error::AmbiguousIdentity { candidates, .. } => Some(json!({ "candidates": candidates }).to_string()),
        Error::InvalidFilter { offset, .. } => Some(json!({ "offset": offset }).to_string()),
        _ => None,
    }
}

impl cscert_error {
    pub(crate) fn boxed(status: cscert_status, error: &Error) -> *mut cscert_error {
        Box::into_raw(Box::new(cscert_error {
            status,
            message: leak(Some(error.to_string())),
            detail: leak(detail_of(error)),
        }))
    }
}

fn leak(text: Option<String>) -> cscert_text {
    match text {
        None => cscert_text::ABSENT,
        Some(text) => {
            let bytes = Box::leak(text.into_bytes().into_boxed_slice());
            cscert_text::borrowing(bytes)
        }
    }
}

/// Frees an error. NULL is allowed.
///
/// # Safety
/// `error` must come from a function of this library and must not be used afterwards.
#[no_mangle]
pub unsafe extern "C" fn cscert_error_free(error: *mut cscert_error) {
    if error.is_null() {
        return;
    }
    // SAFETY: it came out of Box::into_raw in `boxed`, and the caller gives it back once.
    let error = unsafe { Box::from_raw(error) };
    for text in [error.message, error.detail] {
        if !text.data.is_null() {
            let bytes = std::ptr::slice_from_raw_parts_mut(text.data as *mut u8, text.length);
            // SAFETY: `leak` made it from a boxed slice of exactly this length.
            drop(unsafe { Box::from_raw(bytes) });
        }
    }
}
