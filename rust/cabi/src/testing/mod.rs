//! A panic on demand: the feature `panics`, which is in no library that is shipped, lets a test see what becomes of one.

use std::sync::atomic::{AtomicU32, Ordering};

/// Within the landing pad, before anything is done.
pub(crate) const ENTERED: u32 = 1;
/// With the handle's lock taken.
pub(crate) const LOCKED: u32 = 2;

static DEMANDED: AtomicU32 = AtomicU32::new(0);

/// Makes the next call that comes by `place` panic there; 0 takes that back. Returns whether one was still to come.
#[no_mangle]
pub extern "C" fn cscert_test_panic(place: u32) -> bool {
    DEMANDED.swap(place, Ordering::SeqCst) != 0
}

pub(crate) fn on_demand(place: u32) {
    if DEMANDED.compare_exchange(place, 0, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
        panic!("on demand");
    }
}
