//! Expectations for the next entries: that they are like the previous ones. What is then not needed is not
//! prepared; if it is needed after all, the writing thread prepares it.

use std::sync::atomic::{AtomicBool, Ordering};

/// Set by the writing thread, read by the preparing one.
#[derive(Debug, Default)]
pub(crate) struct Expectations {
    /// Users are expected in the registry.
    pub users_are_known: Flag,
    /// Certificates are expected in the registry.
    pub certificates_are_known: Flag,
    /// Certificates have the predicted keys, and are not looked up.
    pub certificates_are_in_place: Flag,
}

/// A flag.
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
