//! The progress of long operations, for an observer on another thread.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The done and the total units of one operation; the unit has a meaning only within it. Written by
/// the working thread, read by any thread at any time.
#[derive(Debug, Default)]
pub struct Progress {
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    done: u64,
    total: u64,
}

impl Progress {
    /// Starts an operation with this many units; 0 if unknown.
    pub fn begin(&self, total: u64) {
        self.reach(0, total);
    }

    /// Adds done units.
    pub fn advance(&self, units: u64) {
        let mut state = self.state();
        state.done = state.done.saturating_add(units);
    }

    /// Sets the done and the total units.
    pub fn reach(&self, done: u64, total: u64) {
        *self.state() = State { done, total };
    }

    /// The done and the total units; the total is 0 if unknown. Done never exceeds the total.
    pub fn known(&self) -> (u64, u64) {
        let State { done, total } = *self.state();
        (done.min(total), total)
    }

    // Numbers are consistent even after a panic.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn done_units_add_up_to_the_total() {
        let progress = Progress::default();
        assert_eq!(progress.known(), (0, 0));
        progress.begin(100);
        progress.advance(40);
        assert_eq!(progress.known(), (40, 100));
        progress.advance(u64::MAX);
        assert_eq!(progress.known(), (100, 100));
        progress.begin(5);
        progress.advance(3);
        assert_eq!(progress.known(), (3, 5));
        progress.reach(4, 8);
        assert_eq!(progress.known(), (4, 8));
    }
}
