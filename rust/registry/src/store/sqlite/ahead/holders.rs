//! Users that come in the order of their keys, as Get-CsUser hands them on: many are read in one statement, and where they are many
//! more, on a thread of its own. What was read ahead is used only as long as nothing has been committed since, by any connection; the
//! index of the log tells that without asking the database.

use crate::error::Result;
use crate::model::keys::UserKey;
use crate::store::page::{NewPage, Page, Pages};
use crate::store::sqlite::file::wal_index::CommittedState;
use crate::store::sqlite::SqliteStore;
use crate::store::{Holding, Rows, Wanted};

use super::background_reader::BackgroundReader;

/// Users that are read ahead at the most.
const MOST_AHEAD: i64 = 256;
/// Rows that are read in one go at the most, whatever the number of users: somebody may have thousands of certificates.
const MOST_ROWS: usize = 4096;

/// A page to be filled, and the first and the last key of the users.
type Question = (Box<dyn Page>, i64, i64);
/// The same page, which is good for nothing where reading it failed.
type Reading = (Box<dyn Page>, Result<Known>);

/// How far is read ahead, and by whom.
#[derive(Default)]
struct Ahead {
    /// How many users were read the last time.
    users: i64,
    /// What the page holds.
    known: Known,
    helper: Helper,
}

/// Which users a page holds.
#[derive(Clone, Copy, Default)]
struct Known {
    first_key: i64,
    last_key: i64,
    /// What was committed when they were read; none where that is not known, and they are not to be used again.
    committed: Option<CommittedState>,
}

/// Who reads on meanwhile, once it pays.
#[derive(Default)]
enum Helper {
    #[default]
    NotYet,
    Idle(BackgroundReader<Question, Reading>, Box<dyn Page>),
    Reading(BackgroundReader<Question, Reading>),
    /// It cannot be had.
    Never,
}

impl SqliteStore {
    pub(crate) fn read_holder_in_order(&self, key: UserKey, pages: &mut Pages) -> Result<()> {
        self.stop.heard()?;
        let UserKey(key) = key;
        let committed = self.committed_state();
        let (page, new_page, ahead) = pages.with_kept::<Ahead>()?;
        if ahead.known.are_current(key, committed) {
            return Ok(());
        }
        if !ahead.take(key, committed, page) {
            ahead.read_here(self, key, committed, &mut **page)?;
        }
        if ahead.users == MOST_AHEAD && ahead.known.last_key < i64::MAX {
            ahead.go_on(self, ahead.known.last_key + 1, new_page);
        }
        Ok(())
    }

    /// Reads the users with these keys in the place of what there is. Where they hold very much, the last ones are left out.
    fn read_page_of_holders(&self, page: &mut dyn Page, first_key: i64, last_key: i64) -> Result<Known> {
        page.clear();
        let committed = self.committed_state();
        let mut known = Known { first_key, last_key, committed: None };
        let mut visit = |holding: Holding<'_>| {
            match holding {
                Holding::User(user) if page.count() >= MOST_ROWS => {
                    known.last_key = user.names.key.0 - 1;
                    return false;
                }
                Holding::User(user) => page.holder(user),
                Holding::Certificate(certificate) => page.certificate(certificate),
            }
            true
        };
        if first_key == last_key {
            let wanted = [Wanted::Key(UserKey(first_key))];
            self.read_holders(&wanted, Rows::WithCertificates, &mut |_, holding| visit(holding))?;
        } else {
            self.proceed()?;
            self.read_holders_between(UserKey(first_key), UserKey(last_key), &mut visit)?;
        }
        page.finish();
        known.committed = committed.filter(|_| committed == self.committed_state());
        Ok(known)
    }
}

impl Known {
    /// Whether the user with that key is among them, if there is one, as it is committed.
    fn are_current(&self, key: i64, committed: Option<CommittedState>) -> bool {
        self.has(key) && committed.is_some() && self.committed == committed
    }

    fn has(&self, key: i64) -> bool {
        (self.first_key..=self.last_key).contains(&key)
    }
}

impl Ahead {
    fn read_here(
        &mut self,
        store: &SqliteStore,
        key: i64,
        committed: Option<CommittedState>,
        page: &mut dyn Page,
    ) -> Result<()> {
        if self.known.has(key) {
            // It was read, and then something was committed: where that goes on, reading ahead is in vain.
            self.users = 0;
        }
        let last_key = self.reach(self.known.last_key, key, committed.is_some());
        self.known = Known { first_key: key, last_key, committed: None };
        self.known = match store.read_page_of_holders(page, key, last_key) {
            // What is wrong with a user further on is said when that user's turn comes.
            Err(_) if last_key > key => {
                self.users = 1;
                store.read_page_of_holders(page, key, key)?
            }
            other => other?,
        };
        Ok(())
    }

    /// The last key to read up to, for a user who was not read ahead: twice as far as before, which was up to `last_key`, where
    /// users come one after the other.
    fn reach(&mut self, last_key: i64, key: i64, ordered: bool) -> i64 {
        let follows = self.users > 0 && key > last_key && key.saturating_sub(last_key) <= self.users;
        self.users = if ordered && follows { (self.users * 2).min(MOST_AHEAD) } else { 1 };
        key.saturating_add(self.users - 1)
    }

    /// Takes what was read meanwhile, if the user is among it and it is what is committed.
    fn take(&mut self, key: i64, committed: Option<CommittedState>, page: &mut Box<dyn Page>) -> bool {
        let companion = match std::mem::take(&mut self.helper) {
            Helper::Reading(companion) => companion,
            other => {
                self.helper = other;
                return false;
            }
        };
        match companion.answer() {
            Ok((mut read, done)) => {
                let known = done.ok().filter(|known| known.are_current(key, committed));
                if let Some(known) = known {
                    std::mem::swap(page, &mut read);
                    self.known = known;
                }
                self.helper = Helper::Idle(companion, read);
                known.is_some()
            }
            Err(_) => {
                self.helper = Helper::Never;
                false
            }
        }
    }

    /// Has the users read who come next.
    fn go_on(&mut self, store: &SqliteStore, first_key: i64, new_page: NewPage) {
        let (companion, page) = match std::mem::replace(&mut self.helper, Helper::Never) {
            Helper::NotYet => match BackgroundReader::of(store, answer) {
                Some(companion) => (companion, new_page()),
                None => return,
            },
            Helper::Idle(companion, page) => (companion, page),
            other => {
                self.helper = other;
                return;
            }
        };
        companion.ask((page, first_key, first_key.saturating_add(MOST_AHEAD - 1)));
        self.helper = Helper::Reading(companion);
    }
}

fn answer(store: &SqliteStore, (mut page, first_key, last_key): Question) -> Reading {
    let done = store.read_page_of_holders(&mut *page, first_key, last_key);
    (page, done)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many users are read for each of these keys, where none of them was read ahead for the one before.
    fn reaches(keys: &[i64], ordered: bool) -> Vec<i64> {
        let (mut ahead, mut last_key) = (Ahead::default(), 0);
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
