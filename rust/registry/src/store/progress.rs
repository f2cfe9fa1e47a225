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
    stage: Stage,
}

/// A stage whose progress is known only by the steps of the database.
#[derive(Clone, Copy, Debug, Default)]
struct Stage {
    units: u64,
    steps: u64,
    steps_expected: u64,
}

impl Progress {
    /// Starts an operation with this many units; 0 if unknown.
    pub fn begin(&self, total: u64) {
        *self.state() = State { total, ..State::default() };
    }

    /// Adds done units.
    pub fn advance(&self, units: u64) {
        let mut state = self.state();
        state.done = state.done.saturating_add(units);
    }

    /// Sets the done units, replacing the estimate of a previous stage.
    pub fn reach(&self, done: u64, total: u64) {
        *self.state() = State { done, total, stage: Stage::default() };
    }

    /// Completes the previous stage, and starts one with this many units, for which the database needs about this many
    /// steps. If it needs more, the stage stays nearly done until the next one starts.
    pub fn enter(&self, units: u64, steps_expected: u64) {
        let mut state = self.state();
        state.done = state.done.saturating_add(state.stage.units);
        state.stage = Stage { units, steps: 0, steps_expected };
    }

    /// Adds steps of the database.
    pub fn step(&self, steps: u64) {
        let stage = &mut self.state().stage;
        stage.steps = stage.steps.saturating_add(steps);
    }

    /// The done and the total units; the total is 0 if unknown. Done never exceeds the total.
    pub fn known(&self) -> (u64, u64) {
        let State { done, total, stage } = *self.state();
        let share = u128::from(stage.units) * u128::from(stage.steps.min(stage.steps_expected))
            / u128::from(stage.steps_expected.max(1));
        // At most the units of the stage, so it fits.
        (done.saturating_add(share as u64).min(total), total)
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
    fn stages_add_up_and_steps_show_their_insides() {
        let progress = Progress::default();
        assert_eq!(progress.known(), (0, 0));
        progress.begin(100);
        progress.enter(40, 1000);
        assert_eq!(progress.known(), (0, 100));
        progress.step(250);
        assert_eq!(progress.known(), (10, 100));
        progress.step(5000);
        assert_eq!(progress.known(), (40, 100));
        progress.enter(60, 10);
        assert_eq!(progress.known(), (40, 100));
        progress.enter(0, 0);
        progress.step(1);
        assert_eq!(progress.known(), (100, 100));
        progress.advance(7);
        assert_eq!(progress.known(), (100, 100));
        progress.begin(5);
        progress.advance(3);
        assert_eq!(progress.known(), (3, 5));
        progress.reach(4, 8);
        assert_eq!(progress.known(), (4, 8));
        progress.enter(4, 2);
        progress.step(1);
        assert_eq!(progress.known(), (6, 8));
        progress.reach(5, 8);
        assert_eq!(progress.known(), (5, 8));
    }

    #[test]
    fn large_numbers_do_no_harm() {
        let progress = Progress::default();
        progress.begin(u64::MAX);
        progress.enter(u64::MAX, u64::MAX);
        progress.step(u64::MAX);
        progress.step(1);
        progress.advance(u64::MAX);
        assert_eq!(progress.known(), (u64::MAX, u64::MAX));
    }
}
