//! The landing pad: what every export passes.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::{Mutex, MutexGuard, TryLockError};

use ::cscert_registry::error::{Error, Result};

use crate::error::cscert_error;
use crate::status::{cscert_status, status_of, CSCERT_BUSY, CSCERT_INTERNAL, CSCERT_OK};

/// Why an export failed.
pub(crate) enum Failure {
    Registry(Error),
    Busy,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Registry(error)
    }
}

/// Runs an export's body. A failure or a panic becomes a status, and an error where `error` is not NULL.
///
/// # Safety
/// `error`, unless NULL, must be aligned and writable.
pub(crate) unsafe fn land(
    error: *mut *mut cscert_error,
    body: impl FnOnce() -> std::result::Result<(), Failure>,
) -> cscert_status {
    if !error.is_null() {
        // SAFETY: not NULL; the caller vouches for the rest. Whoever frees it without looking frees NULL.
        unsafe { error.write(std::ptr::null_mut()) };
    }
    // A body that panics leaves its handle's lock poisoned, and `lock` refuses it from then on: nothing half-changed is
    // seen again.
    let failure = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => return CSCERT_OK,
        Ok(Err(failure)) => failure,
        Err(panic) => Failure::Registry(Error::Internal(panic_text(&*panic))),
    };
    let (status, what) = match failure {
        Failure::Registry(error) => (status_of(&error), error),
        Failure::Busy => {
            (CSCERT_BUSY, Error::InvalidArgument("another thread is using the handle".to_owned()))
        }
    };
    if !error.is_null() {
        let boxed = catch_unwind(AssertUnwindSafe(|| cscert_error::boxed(&what)));
        if let Ok(boxed) = boxed {
            // SAFETY: `boxed` is a fresh error that nobody else has; `error` as above.
            unsafe {
                (*boxed).status = status;
                error.write(boxed);
            }
        } else {
            return CSCERT_INTERNAL;
        }
    }
    status
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a text".to_owned())
}

/// Enters a handle: refused while another thread is inside, and for ever after a panic.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::result::Result<MutexGuard<'_, T>, Failure> {
    match mutex.try_lock() {
        Ok(guard) => Ok(guard),
        Err(TryLockError::WouldBlock) => Err(Failure::Busy),
        Err(TryLockError::Poisoned(_)) => Err(Failure::Registry(Error::Internal(
            "the handle is refused after an earlier defect".to_owned(),
        ))),
    }
}

/// The handle behind a pointer, which must be there.
///
/// # Safety
/// `pointer`, unless NULL, must come from this library and not be closed during `'a`.
pub(crate) unsafe fn handle<'a, T>(pointer: *const T, name: &str) -> Result<&'a T> {
    // SAFETY: the caller vouches for it; handles are shared by reference only, their content is behind locks.
    unsafe { pointer.as_ref() }.ok_or_else(|| Error::InvalidArgument(format!("{} is NULL", name)))
}

/// Frees a handle. A panic while it is dropped must not leave the border either.
///
/// # Safety
/// `pointer`, unless NULL, must come from `Box::into_raw` and not be used afterwards.
pub(crate) unsafe fn close<T>(pointer: *mut T) {
    if !pointer.is_null() {
        // SAFETY: the caller vouches for it.
        let boxed = unsafe { Box::from_raw(pointer) };
        let _ = catch_unwind(AssertUnwindSafe(|| drop(boxed)));
    }
}
