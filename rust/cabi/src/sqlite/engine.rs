//! The database engine in the library.

use ::cscert_registry::store::sqlite::options::options as engine_options;

use crate::interface::error::cscert_error;
use crate::interface::landing::land;
use crate::interface::status::cscert_status;
use crate::interface::text::{cscert_text, out};
use crate::sqlite::memory_statistics;

/// Returns the compile-time options of the included SQLite, one per line, as in `PRAGMA compile_options`. The text remains
/// valid.
///
/// # Safety
/// `options` must be writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_engine_options(
    options: *mut cscert_text,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let options = out(options, "options")?;
            // Before SQLite is used.
            memory_statistics::turn_off();
            options.write(cscert_text::borrowing(engine_options()?.as_bytes()));
            Ok(())
        })
    }
}
