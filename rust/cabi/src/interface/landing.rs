//! The landing pad that every export goes through.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::{Mutex, MutexGuard, TryLockError};

use ::cscert_registry::error::{Error, Result};

use crate::interface::error::cscert_error;
use crate::interface::status::{cscert_status, status_of, CSCERT_BUSY, CSCERT_INTERNAL_ERROR, CSCERT_OK};

#[cfg(feature = "panics")]
use crate::testing::{on_demand, ENTERED, LOCKED};

#[cfg(not(feature = "panics"))]
use self::no_panics::{on_demand, ENTERED, LOCKED};

/// Without the feature `panics` the test hooks for panics do not exist.
#[cfg(not(feature = "panics"))]
mod no_panics {
    pub(crate) const ENTERED: u32 = 0;
    pub(crate) const LOCKED: u32 = 0;

    pub(crate) fn on_demand(_place: u32) {}
}

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

/// Runs the body of an export. A failure or a panic becomes a status, and an error if `error` is not NULL.
///
/// # Safety
/// `error`, unless NULL, must be aligned and writable.
pub(crate) unsafe fn land(
    error: *mut *mut cscert_error,
    body: impl FnOnce() -> std::result::Result<(), Failure>,
) -> cscert_status {
    if !error.is_null() {
        // SAFETY: not NULL; the caller vouches for the rest. A caller that frees it unconditionally frees NULL.
        unsafe { error.write(std::ptr::null_mut()) };
    }
    // A body that panics leaves the lock of its handle poisoned, and `lock` refuses it from then on: partially changed state is never
    // seen again.
    let guarded = || {
        on_demand(ENTERED);
        body()
    };
    let failure = match catch_unwind(AssertUnwindSafe(guarded)) {
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
        match catch_unwind(AssertUnwindSafe(|| cscert_error::boxed(status, &what))) {
            // SAFETY: as above.
            Ok(boxed) => unsafe { error.write(boxed) },
            Err(_) => return CSCERT_INTERNAL_ERROR,
        }
    }
    status
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}

/// Enters a handle: refused while another thread is inside, and permanently after a panic.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::result::Result<MutexGuard<'_, T>, Failure> {
    match mutex.try_lock() {
        Ok(guard) => {
            on_demand(LOCKED);
            Ok(guard)
        }
        Err(TryLockError::WouldBlock) => Err(Failure::Busy),
        Err(TryLockError::Poisoned(_)) => Err(Failure::Registry(Error::Internal(
            "the handle cannot be used after an internal error".to_owned(),
        ))),
    }
}

/// The struct at a pointer, which must not be NULL.
///
/// # Safety
/// `pointer`, unless NULL, must be aligned and readable during `'a`.
pub(crate) unsafe fn argument<'a, T>(pointer: *const T, name: &str) -> Result<&'a T> {
    // SAFETY: the caller vouches for it.
    unsafe { pointer.as_ref() }.ok_or_else(|| Error::InvalidArgument(format!("{} is NULL", name)))
}

/// Returns a handle to the caller.
pub(crate) fn give<T: 'static>(value: T) -> *mut T {
    let pointer = Box::into_raw(Box::new(value));
    open::add(pointer);
    pointer
}

/// The handle at a pointer, which must not be NULL. In debug builds a closed or invalid handle is refused;
/// in release builds that is undefined behaviour, as the header says.
///
/// # Safety
/// `pointer`, unless NULL, must come from `give` and not be closed during `'a`.
pub(crate) unsafe fn handle<'a, T: 'static>(pointer: *const T, name: &str) -> Result<&'a T> {
    if !pointer.is_null() && !open::holds(pointer) {
        return Err(Error::InvalidArgument(format!("{} is not open", name)));
    }
    // SAFETY: the caller vouches for it; handles are shared by reference only, their content is behind locks.
    unsafe { argument(pointer, name) }
}

/// Frees a handle. A panic while it is dropped must not unwind into the caller either.
///
/// # Safety
/// `pointer`, unless NULL, must come from `give` and not be used afterwards.
pub(crate) unsafe fn close<T: 'static>(pointer: *mut T) {
    if !pointer.is_null() && open::remove(pointer) {
        // SAFETY: the caller vouches for it.
        let boxed = unsafe { Box::from_raw(pointer) };
        let _ = catch_unwind(AssertUnwindSafe(|| {
            on_demand(ENTERED);
            drop(boxed);
        }));
    }
}

/// The open handles, by address and type: in debug builds only. In others each is.
mod open {
    use std::any::TypeId;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    static OPEN: Mutex<Vec<(usize, TypeId)>> = Mutex::new(Vec::new());

    fn all() -> MutexGuard<'static, Vec<(usize, TypeId)>> {
        OPEN.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn entry<T: 'static>(pointer: *const T) -> (usize, TypeId) {
        (pointer as usize, TypeId::of::<T>())
    }

    pub fn add<T: 'static>(pointer: *const T) {
        if cfg!(debug_assertions) {
            all().push(entry(pointer));
        }
    }

    pub fn holds<T: 'static>(pointer: *const T) -> bool {
        !cfg!(debug_assertions) || all().contains(&entry(pointer))
    }

    pub fn remove<T: 'static>(pointer: *const T) -> bool {
        if !cfg!(debug_assertions) {
            return true;
        }
        let mut all = all();
        let place = all.iter().position(|known| *known == entry(pointer));
        place.map(|place| all.swap_remove(place)).is_some()
    }
}
