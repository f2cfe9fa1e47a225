//! What Get-CsClientCertificate answers: the certificates of one user that are not revoked, for one user after the other.
//!
//! Users that come in the order of their keys, as Get-CsUser hands them on, are read ahead: many in one statement. What was read
//! ahead counts only as long as nothing was committed since, by whomever; the store can tell that without asking the database.

use std::ops::Range;

use crate::certificate::record::CertificateRow;
use crate::directory::guid::Guid;
use crate::error::{Error, Result};
use crate::identity::names::NameHash;
use crate::identity::{Form, Identity, Resolver, Users};
use crate::registry::Registry;
use crate::store::{CommittedState, Holding, Store};
use crate::user::NameRow;

/// Users that are read ahead at the most.
const MOST_AHEAD: i64 = 256;

/// Rows that are read ahead at the most, whatever the number of users: somebody may have thousands of certificates.
const MOST_ROWS_AHEAD: usize = 4096;

/// Where the certificates of answers go.
pub trait CertificateRows {
    /// Forgets all of them.
    fn clear(&mut self);
    /// Adds one after the others.
    fn push(&mut self, row: &CertificateRow<'_>);
    /// How many there are.
    fn count(&self) -> usize;
}

/// One user's certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The user.
    pub user_key: i64,
    /// The form under which the user was recognised.
    pub form: Form,
    /// Which of the rows they are.
    pub rows: Range<usize>,
}

/// The rows of the last answer, and of those that were read ahead.
#[derive(Debug, Default)]
pub struct Answers<R> {
    rows: R,
    holders: Vec<Holder>,
    /// What was committed when they were read; none where that is not known, and they are not to be used again.
    committed: Option<CommittedState>,
    /// How many users were read the last time, and the last key among which they were.
    ahead: i64,
    last_key: i64,
}

/// A user whose certificates are among the rows.
#[derive(Debug)]
struct Holder {
    key: i64,
    object_guid: Option<Guid>,
    has_sip_address: bool,
    has_registrar_pool: bool,
    rows: Range<usize>,
}

impl<R: CertificateRows> Answers<R> {
    /// The rows, for those that an answer names; the others are nobody's business.
    pub fn rows(&mut self) -> &mut R {
        &mut self.rows
    }

    fn clear(&mut self) {
        self.committed = None;
        self.holders.clear();
        self.rows.clear();
    }

    fn add(&mut self, holding: Holding<'_>) {
        match holding {
            Holding::User(user) => {
                let at = self.rows.count();
                self.holders.push(Holder {
                    key: user.key,
                    object_guid: user.object_guid,
                    has_sip_address: user.sip_address.is_some(),
                    has_registrar_pool: user.has_registrar_pool,
                    rows: at..at,
                });
            }
            Holding::Certificate(certificate) => {
                self.rows.push(certificate);
                if let Some(holder) = self.holders.last_mut() {
                    holder.rows.end = self.rows.count();
                }
            }
        }
    }

    /// Where a user stands that was found by name. Where names were asked for several times, so was this user; the last time
    /// counts.
    fn place(&self, key: i64) -> Option<usize> {
        self.holders.iter().rposition(|holder| holder.key == key)
    }

    /// Where a user stands among those that were read ahead, in the order of their keys.
    fn place_ahead(&self, key: i64) -> Option<usize> {
        self.holders.binary_search_by_key(&key, |holder| holder.key).ok()
    }

    /// The last key to read up to, for a user who was not read ahead: twice as far as before where users come one after the
    /// other.
    fn reach(&mut self, key: i64, ordered: bool) -> i64 {
        let follows =
            self.ahead > 0 && key > self.last_key && key.saturating_sub(self.last_key) <= self.ahead;
        self.ahead = if ordered && follows { (self.ahead * 2).min(MOST_AHEAD) } else { 1 };
        self.last_key = key.saturating_add(self.ahead - 1);
        self.last_key
    }
}

impl Registry {
    /// The certificates of one user that are not revoked, expired ones too.
    ///
    /// # Errors
    /// What `resolve` reports; `UserHasNoSipAddress` and `UserNotInRegistrarPool`.
    pub fn certificates_of<R: CertificateRows>(
        &self,
        identity: &Identity<'_>,
        answers: &mut Answers<R>,
    ) -> Result<Answer> {
        self.store().proceed()?;
        let (place, form) = match self.by_key(identity, answers)? {
            Some(place) => (place, Form::Key),
            None => self.by_name(identity, answers)?,
        };
        let holder = &answers.holders[place];
        if holder.has_sip_address && holder.has_registrar_pool {
            return Ok(Answer { user_key: holder.key, form, rows: holder.rows.clone() });
        }
        let certificates_in_force = self.store().certificates_in_force(holder.key, self.now())?;
        let identity = identity.text.to_owned();
        Err(if holder.has_sip_address {
            Error::UserNotInRegistrarPool { identity, certificates_in_force }
        } else {
            Error::UserHasNoSipAddress { identity, certificates_in_force }
        })
    }

    fn by_name<R: CertificateRows>(
        &self,
        identity: &Identity<'_>,
        answers: &mut Answers<R>,
    ) -> Result<(usize, Form)> {
        answers.clear();
        let mut users = Holders { store: self.store(), answers: &mut *answers };
        let found = Resolver::new(&mut users, *self.hasher(), self.id()).resolve(identity)?;
        let place = answers.place(found.key);
        Ok((place.ok_or_else(|| Error::Internal("a user who was found is missing".to_owned()))?, found.form))
    }

    /// The user whose key the identity carries; none where it carries none of this registry, or that user is not there.
    fn by_key<R: CertificateRows>(
        &self,
        identity: &Identity<'_>,
        answers: &mut Answers<R>,
    ) -> Result<Option<usize>> {
        let key = match identity.key {
            Some((registry, key)) if registry == self.id() => key,
            _ => return Ok(None),
        };
        let committed = self.store().committed_state();
        let still_good = committed.is_some() && answers.committed == committed;
        let place = match answers.place_ahead(key).filter(|_| still_good) {
            Some(place) => Some(place),
            None => {
                answers.clear();
                self.read_ahead(key, committed, answers)?;
                answers.place_ahead(key)
            }
        };
        let meant = |holder: &Holder| match (holder.object_guid, identity.object_guid) {
            (Some(own), Some(wanted)) => own == wanted,
            _ => true,
        };
        Ok(place.filter(|place| meant(&answers.holders[*place])))
    }

    fn read_ahead<R: CertificateRows>(
        &self,
        key: i64,
        committed: Option<CommittedState>,
        answers: &mut Answers<R>,
    ) -> Result<()> {
        let last_key = answers.reach(key, committed.is_some());
        match self.read_holders(key, last_key, answers) {
            Ok(()) if committed == self.store().committed_state() => answers.committed = committed,
            // What is wrong with a user further on is said when that user's turn comes.
            Err(_) if last_key > key => {
                answers.clear();
                answers.reach(key, false);
                self.read_holders(key, key, answers)?;
            }
            other => other?,
        }
        Ok(())
    }

    fn read_holders<R: CertificateRows>(
        &self,
        key: i64,
        last_key: i64,
        answers: &mut Answers<R>,
    ) -> Result<()> {
        self.store().holders_between(key, last_key, &mut |holding| {
            if let (Holding::User(user), true) = (&holding, answers.rows.count() >= MOST_ROWS_AHEAD) {
                answers.last_key = user.key - 1;
                return false;
            }
            answers.add(holding);
            true
        })
    }
}

/// The store's users; with each that is found its certificates go to the answers.
struct Holders<'s, R> {
    store: &'s dyn Store,
    answers: &'s mut Answers<R>,
}

impl<R: CertificateRows> Users for Holders<'_, R> {
    fn named(&mut self, hash: NameHash, visit: &mut dyn FnMut(&NameRow<'_>)) -> Result<()> {
        let answers = &mut *self.answers;
        self.store.holders_named(hash, &mut |holding| {
            if let Holding::User(user) = &holding {
                visit(user);
            }
            answers.add(holding);
            true
        })
    }

    fn with_key(&mut self, key: i64, guid: Option<Guid>, visit: &mut dyn FnMut(&NameRow<'_>)) -> Result<()> {
        let answers = &mut *self.answers;
        self.store.holders_between(key, key, &mut |holding| {
            if let Holding::User(user) = &holding {
                if guid.is_none() || user.object_guid.is_none() || user.object_guid == guid {
                    visit(user);
                }
            }
            answers.add(holding);
            true
        })
    }

    fn key_of_guid(&mut self, guid: Guid) -> Result<Option<i64>> {
        self.store.user_key_of_guid(guid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let mut answers = Answers::<Nothing>::default();
        keys.iter().map(|key| answers.reach(*key, ordered) - key + 1).collect()
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
