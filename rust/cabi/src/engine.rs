//! The database engine inside.

use ::cscert_registry::store::sqlite::options::options as engine_options;

use crate::error::cscert_error;
use crate::landing::land;
use crate::memory_statistics;
use crate::status::cscert_status;
use crate::text::{cscert_text, out};

/// Hands out the options that the SQLite inside was compiled with, one a line, as its `PRAGMA compile_options` says them. The text stays
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
            // Before SQLite is in use.
            memory_statistics::turn_off();
            options.write(cscert_text::borrowing(engine_options()?.as_bytes()));
            Ok(())
        })
    }
}
