//! The report.

use std::path::Path;

use ::cscert_registry::operations::report::ReportOptions;

use crate::interface::error::cscert_error;
use crate::interface::status::cscert_status;
use crate::interface::text::cscert_text;
use crate::registry::{cscert_registry, within};
use crate::CSCERT_DRY_RUN;

/// Writes the report, one HTML file, to `destination`: replaced completely or not at all, accessible only to its owner. `now` is the
/// current time, `expiring_within` (microseconds) the range of its table of expiring certificates. It never replaces a registry or
/// another database, nor of what SQLite keeps beside one. With `CSCERT_DRY_RUN` in `flags` it is only checked whether it can be written.
///
/// Statuses: `CSCERT_ACCESS_DENIED` and `CSCERT_REGISTRY_UNAVAILABLE` if it cannot be written.
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
        within(registry, error, |registry, _| {
            let destination = Path::new(destination.required("destination")?);
            if flags & CSCERT_DRY_RUN != 0 {
                registry.check_report_destination(destination)?;
                return Ok(());
            }
            Ok(registry.write_report(destination, ReportOptions { now, expiring_within })?)
        })
    }
}
