//! A flag that ends waiting.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

/// Ends the waiting of the clients that look at it, from any thread and for good: a connection that is used again gets a new one.
#[derive(Clone, Debug, Default)]
pub struct Interrupter(Arc<AtomicBool>);

impl Interrupter {
    /// Asks whoever looks to stop.
    pub fn interrupt(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether somebody asked to stop.
    pub fn is_interrupted(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
