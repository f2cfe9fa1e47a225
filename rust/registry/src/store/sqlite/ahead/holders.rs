//! Users in the order of their keys, as from Get-CsUser: many are read in one statement, and if there are many
//! more, on another thread. Rows read ahead are used only as long as nothing has been committed since, by any connection; the
//! index of the log shows that without a query.

use crate::error::Result;
use crate::model::keys::UserKey;
use crate::store::page::{NewPage, Page, Pages};
use crate::store::sqlite::file::wal_index::CommittedState;
use crate::store::sqlite::SqliteStore;
use crate::store::{Holding, Rows, UserStore, Wanted};

use super::background_reader::BackgroundReader;

/// The maximum number of users read ahead.
const MOST_AHEAD: i64 = 256;
/// The maximum number of rows read at once, whatever the number of users: a user can have thousands of certificates.
const MOST_ROWS: usize = 4096;

/// A page to fill, and the first and the last key of the users.
type Question = (Box<dyn Page>, i64, i64);
/// The same page, which is not usable if reading failed.
type Reading = (Box<dyn Page>, Result<Known>);

/// The state of reading ahead.
#[derive(Default)]
struct Ahead {
    /// The number of users read last.
    users: i64,
    /// The content of the page.
    known: Known,
    helper: Helper,
}

/// The users on a page.
#[derive(Clone, Copy, Default)]
struct Known {
    first_key: i64,
    last_key: i64,
    /// The committed state when they were read; `None` if unknown, and then they must not be used again.
    committed: Option<CommittedState>,
}

/// The background reader, once it is worthwhile.
#[derive(Default)]
enum Helper {
    #[default]
    NotYet,
    Idle(BackgroundReader<Question, Reading>, Box<dyn Page>),
    Reading(BackgroundReader<Question, Reading>),
    /// It is not available.
    Never,
}

impl SqliteStore {
    pub(crate) fn read_holder_in_order(&self, key: UserKey, pages: &mut Pages) -> Result<()> {
        self.stop.check_interrupt()?;
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

    /// Reads the users with these keys, replacing the content. If they have very many rows, the last ones are left out.
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
                holding => page.holding(&holding),
            }
            true
        };
        if first_key == last_key {
            let wanted = [Wanted::Key(UserKey(first_key))];
            self.holders(&wanted, Rows::WithCertificates, &mut |_, holding| visit(holding))?;
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
    /// Whether the page decides about the user with this key, in the committed state.
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
            // It was read ahead, and then something was committed: under continuous commits, reading ahead is useless.
            self.users = 0;
        }
        let last_key = self.reach(self.known.last_key, key, committed.is_some());
        self.known = Known { first_key: key, last_key, committed: None };
        self.known = match store.read_page_of_holders(page, key, last_key) {
            // Damage to a later user is reported when that user is requested.
            Err(_) if last_key > key => {
                self.users = 1;
                store.read_page_of_holders(page, key, key)?
            }
            other => other?,
        };
        Ok(())
    }

    /// The last key to read, for a user who was not read ahead: twice as many as before, up to `last_key`, if
    /// users are requested in order.
    fn reach(&mut self, last_key: i64, key: i64, ordered: bool) -> i64 {
        let follows = self.users > 0 && key > last_key && key.saturating_sub(last_key) <= self.users;
        self.users = if ordered && follows { (self.users * 2).min(MOST_AHEAD) } else { 1 };
        key.saturating_add(self.users - 1)
    }

    /// Takes the rows read in the background, if they include the user and are still the committed state.
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

    /// Starts reading the next users.
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

    /// The number of users read for each of these keys, if none was read ahead for the previous one.
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
        // A few users that were filtered out do not matter, a jump and going back do.
        assert_eq!(reaches(&[10, 11, 14, 500, 501, 3], true), [1, 2, 4, 1, 2, 1]);
        // If the committed state is unknown, nothing is read ahead.
        assert_eq!(reaches(&[1, 2, 3, 4], false), [1, 1, 1, 1]);
        assert_eq!(reaches(&[i64::MAX - 1, i64::MAX], true)[1], 1);
        assert_eq!(reaches(&[i64::MIN, i64::MAX], true), [1, 1]);
    }
}
