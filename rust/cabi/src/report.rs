//! The report.

use std::path::Path;

use ::cscert_registry::operations::report::ReportOptions;

use crate::error::cscert_error;
use crate::landing::{handle, land, lock};
use crate::registry::cscert_registry;
use crate::status::cscert_status;
use crate::text::cscert_text;
use crate::CSCERT_DRY_RUN;

/// Writes the report, one HTML file, to `destination`: replaced as a whole or not at all, for its owner alone. `now` is the
/// present, `expiring_within` (microseconds) how far its table of expiring certificates reaches. It never takes the place of a registry or
/// another database, nor of what SQLite keeps beside one. With `CSCERT_DRY_RUN` in `flags` only whether it may be written is found out.
///
/// Statuses: `CSCERT_ACCESS_DENIED` and `CSCERT_REGISTRY_UNAVAILABLE` where it cannot be written.
///
/// # Safety
/// `registry` must be open; texts must be readable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_report_write(
    registry: *const cscert_registry,
    destination: cscert_text,
    now: i64,
    expiring_within: i64,
    flags: u32,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let core = lock(&handle(registry, "registry")?.core)?;
            let destination = Path::new(destination.required("destination")?);
            if flags & CSCERT_DRY_RUN != 0 {
                core.registry.check_report_destination(destination)?;
                return Ok(());
            }
            Ok(core.registry.write_report(destination, ReportOptions { now, expiring_within })?)
        })
    }
}
