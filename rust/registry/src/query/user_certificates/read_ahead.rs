//! Reading ahead of whoever asks for users in the order of their keys.

use crate::error::Result;
use crate::query::background_reader::BackgroundReader;
use crate::registry::Registry;
use crate::store::CommittedState;

use super::holdings::{CertificateRows, Holdings};

/// Users that are read ahead at the most.
const MOST_AHEAD: i64 = 256;

/// Holdings to be read anew, and the first and the last key of the users.
type Question<R> = (Holdings<R>, i64, i64);
/// The same holdings, which are good for nothing where reading them failed.
type Reading<R> = (Holdings<R>, Result<()>);

/// How far is read ahead, and by whom.
#[derive(Default)]
pub(crate) struct Ahead<R> {
    /// How many users were read the last time.
    users: i64,
    helper: Helper<R>,
}

/// Who reads on meanwhile, once it pays.
#[derive(Default)]
enum Helper<R> {
    #[default]
    NotYet,
    Idle(BackgroundReader<Question<R>, Reading<R>>, Holdings<R>),
    Reading(BackgroundReader<Question<R>, Reading<R>>),
    /// It cannot be had.
    Never,
}

impl<R: CertificateRows + Default + Send + 'static> Ahead<R> {
    /// Puts the user with that key, if there is one, among the holdings, and others after it.
    pub(super) fn read(
        &mut self,
        registry: &Registry,
        key: i64,
        committed: Option<CommittedState>,
        holdings: &mut Holdings<R>,
    ) -> Result<()> {
        if !self.take(key, committed, holdings) {
            self.read_here(registry, key, committed, holdings)?;
        }
        if self.users == MOST_AHEAD && holdings.last_key < i64::MAX {
            self.go_on(registry, holdings.last_key + 1);
        }
        Ok(())
    }

    fn read_here(
        &mut self,
        registry: &Registry,
        key: i64,
        committed: Option<CommittedState>,
        holdings: &mut Holdings<R>,
    ) -> Result<()> {
        if holdings.place(key).is_some() {
            // It was read, and then something was committed: where that goes on, reading ahead is in vain.
            self.users = 0;
        }
        let last_key = self.reach(holdings.last_key, key, committed.is_some());
        match holdings.read(registry.store(), key, last_key) {
            // What is wrong with a user further on is said when that user's turn comes.
            Err(_) if last_key > key => {
                self.users = 1;
                holdings.read(registry.store(), key, key)
            }
            other => other,
        }
    }

    /// The last key to read up to, for a user who was not read ahead: twice as far as before, which was up to `last_key`, where
    /// users come one after the other.
    fn reach(&mut self, last_key: i64, key: i64, ordered: bool) -> i64 {
        let follows = self.users > 0 && key > last_key && key.saturating_sub(last_key) <= self.users;
        self.users = if ordered && follows { (self.users * 2).min(MOST_AHEAD) } else { 1 };
        key.saturating_add(self.users - 1)
    }

    /// Takes what was read meanwhile, if the user is among it and it is what is committed.
    fn take(&mut self, key: i64, committed: Option<CommittedState>, holdings: &mut Holdings<R>) -> bool {
        let companion = match std::mem::take(&mut self.helper) {
            Helper::Reading(companion) => companion,
            other => {
                self.helper = other;
                return false;
            }
        };
        match companion.answer() {
            Ok((mut read, done)) => {
                let wanted = done.is_ok() && read.are_of(committed) && read.place(key).is_some();
                if wanted {
                    std::mem::swap(holdings, &mut read);
                }
                self.helper = Helper::Idle(companion, read);
                wanted
            }
            Err(_) => {
                self.helper = Helper::Never;
                false
            }
        }
    }

    /// Has the users read who come next.
    fn go_on(&mut self, registry: &Registry, first_key: i64) {
        let (companion, holdings) = match std::mem::replace(&mut self.helper, Helper::Never) {
            Helper::NotYet => match BackgroundReader::of(registry, answer) {
                Some(companion) => (companion, Holdings::default()),
                None => return,
            },
            Helper::Idle(companion, holdings) => (companion, holdings),
            other => {
                self.helper = other;
                return;
            }
        };
        companion.ask((holdings, first_key, first_key.saturating_add(MOST_AHEAD - 1)));
        self.helper = Helper::Reading(companion);
    }
}

fn answer<R: CertificateRows>(
    registry: &Registry,
    (mut holdings, first_key, last_key): Question<R>,
) -> Reading<R> {
    let done = holdings.read(registry.store(), first_key, last_key);
    (holdings, done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::certificate::CertificateRow;

    #[derive(Default)]
    struct Nothing;

    impl CertificateRows for Nothing {
        fn clear(&mut self) {}

        fn push(&mut self, _: &CertificateRow<'_>) {}

        fn count(&self) -> usize {
            0
        }
    }

    /// How many users are read for each of these keys, where none of them was read ahead for the one before.
    fn reaches(keys: &[i64], ordered: bool) -> Vec<i64> {
        let (mut ahead, mut last_key) = (Ahead::<Nothing>::default(), 0);
        keys.iter()
            .map(|key| {
                last_key = ahead.reach(last_key, *key, ordered);
                last_key - key + 1
            })
            .collect()
    }

    #[test]
    fn the_further_users_follow_each_other_the_further_is_read_ahead() {
        let reached = reaches(&[1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 768], true);
        assert_eq!(reached, [1, 2, 4, 8, 16, 32, 64, 128, MOST_AHEAD, MOST_AHEAD, MOST_AHEAD]);
        // A few users that were filtered away make no difference, a jump and the way back do.
        assert_eq!(reaches(&[10, 11, 14, 500, 501, 3], true), [1, 2, 4, 1, 2, 1]);
        // Where nobody can tell whether something was committed, nothing is.
        assert_eq!(reaches(&[1, 2, 3, 4], false), [1, 1, 1, 1]);
        assert_eq!(reaches(&[i64::MAX - 1, i64::MAX], true)[1], 1);
        assert_eq!(reaches(&[i64::MIN, i64::MAX], true), [1, 1]);
    }
}
