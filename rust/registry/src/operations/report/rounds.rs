//! The rounds that a report makes over all certificates, for its progress. What expires soon is little beside them.

use crate::registry::Registry;
use crate::store::progress::Progress;

/// What a round takes for a certificate: measured with 100,000 users and 300,000 certificates, and good for an estimate only.
#[derive(Clone, Copy)]
pub(super) struct Round {
    nanoseconds: u64,
    /// Of SQLite's virtual machine.
    steps: u64,
}

pub(super) const WEEKS: Round = Round { nanoseconds: 4_700, steps: 8 };
/// Twice: first they are counted.
pub(super) const LEAVERS: Round = Round { nanoseconds: 11_000, steps: 22 };
pub(super) const TOTALS: Round = Round { nanoseconds: 5_700, steps: 10 };

/// Progress of a report; a unit is about a nanosecond.
pub(super) struct Rounds<'r> {
    progress: &'r Progress,
    certificates: u64,
}

impl<'r> Rounds<'r> {
    pub(super) fn begin(registry: &'r Registry, certificates: u64) -> Rounds<'r> {
        let all: u64 = [WEEKS, LEAVERS, LEAVERS, TOTALS].iter().map(|round| round.nanoseconds).sum();
        registry.progress().begin(certificates.saturating_mul(all));
        Rounds { progress: registry.progress(), certificates }
    }

    /// Says that the next round begins, and the one before has ended.
    pub(super) fn enter(&self, round: Round) {
        let Round { nanoseconds, steps } = round;
        self.progress
            .enter(self.certificates.saturating_mul(nanoseconds), self.certificates.saturating_mul(steps));
    }
}
