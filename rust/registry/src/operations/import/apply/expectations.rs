//! What is expected of the entries that come: that they are like those before them. What is not going to be needed then is not
//! prepared; where it is needed after all, whoever writes makes it.

use std::sync::atomic::{AtomicBool, Ordering};

/// Told by the thread that writes to the one that prepares.
#[derive(Debug, Default)]
pub(crate) struct Expectations {
    /// Users are in the registry.
    pub users_are_known: Flag,
    /// Certificates are in the registry.
    pub certificates_are_known: Flag,
    /// Certificates stand where they are expected, and are not looked up.
    pub certificates_are_in_place: Flag,
}

/// Whether something is so.
#[derive(Debug, Default)]
pub(crate) struct Flag(AtomicBool);

impl Flag {
    pub(crate) fn set(&self, is_so: bool) {
        self.0.store(is_so, Ordering::Relaxed);
    }

    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
