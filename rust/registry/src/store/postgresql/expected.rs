//! Users that are read before the questions about them: many with one round trip.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use crate::error::Result;
use crate::model::keys::UserKey;
use crate::store::{Rows, Wanted};

use super::users::Held;
use super::PostgresqlStore;

/// What was read ahead.
#[derive(Default)]
pub(super) struct Expected {
    answers: RefCell<HashMap<Wanted, Arc<Vec<Held>>>>,
    /// Where a user is among the answers.
    places: RefCell<HashMap<UserKey, Arc<Vec<Held>>>>,
}

impl Expected {
    /// What was read for that question, or of that user.
    pub(super) fn answer(&self, wanted: Wanted) -> Option<Arc<Vec<Held>>> {
        if let Some(answer) = self.answers.borrow().get(&wanted) {
            return Some(answer.clone());
        }
        match wanted {
            Wanted::Key(key) => self.places.borrow().get(&key).cloned(),
            _ => None,
        }
    }

    pub(super) fn forget(&self) {
        self.answers.borrow_mut().clear();
        self.places.borrow_mut().clear();
    }
}

impl PostgresqlStore {
    /// Reads what the next questions are about.
    pub(super) fn read_expected(&self, wanted: &[Wanted]) -> Result<()> {
        self.expected.forget();
        self.gone_known.set(Some(false));
        let mut answers: Vec<Vec<Held>> = wanted.iter().map(|_| Vec::new()).collect();
        for held in self.read_held(wanted, Rows::WithCertificates)? {
            answers[held.place].push(held);
        }
        let mut places = self.expected.places.borrow_mut();
        let mut kept = self.expected.answers.borrow_mut();
        for (wanted, answer) in wanted.iter().zip(answers) {
            let answer = Arc::new(answer);
            for user in answer.iter().filter_map(|held| held.user.as_ref()) {
                places.entry(user.key).or_insert_with(|| answer.clone());
            }
            kept.insert(*wanted, answer);
        }
        Ok(())
    }
}
