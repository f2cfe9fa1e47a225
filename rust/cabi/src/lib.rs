//! The C interface: handles, a landing pad for panics and status codes. No logic.
//!
//! Every export goes through the landing pad: a panic becomes `CSCERT_INTERNAL_ERROR` and never unwinds into the caller. Handles are
//! opaque and used by one thread at a time; a second thread is refused with `CSCERT_BUSY`. Only
//! `cscert_registry_interrupt`, `cscert_registry_progress` and the functions of a server may be called at any time from any thread.
#![warn(missing_docs)]
// The types have their names in C.
#![allow(non_camel_case_types)]
#![deny(unsafe_op_in_unsafe_fn)]

pub mod announce;
pub mod audit;
pub mod certificates;
pub mod import;
pub mod interface;
pub mod registry;
pub mod report;
pub mod server;
mod sqlite;
#[cfg(feature = "panics")]
mod testing;
pub mod users;
#[cfg(windows)]
mod windows;

/// The version of this interface. A caller built for another version must not continue.
pub const CSCERT_ABI_VERSION: u32 = 1;

/// An absent time; times are microseconds since 1970-01-01T00:00:00Z.
pub const CSCERT_NO_TIME: i64 = i64::MIN;

/// Only report the results; write nothing.
pub const CSCERT_DRY_RUN: u32 = 1;
/// With `CSCERT_DRY_RUN`: refusals are recorded in the audit log nevertheless.
pub const CSCERT_RECORD_REFUSALS: u32 = 2;
/// Lend the certificates that changed, in their new state.
pub const CSCERT_LEND_CERTIFICATES: u32 = 4;

/// Returns the version of the interface that this library implements, to be compared with `CSCERT_ABI_VERSION`.
#[no_mangle]
pub extern "C" fn cscert_abi_version() -> u32 {
    CSCERT_ABI_VERSION
}

pub(crate) fn time_or_none(time: Option<i64>) -> i64 {
    time.unwrap_or(CSCERT_NO_TIME)
}

pub(crate) fn none_or_time(time: i64) -> Option<i64> {
    Some(time).filter(|time| *time != CSCERT_NO_TIME)
}
