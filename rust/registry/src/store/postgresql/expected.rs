//! What is read before the questions about it: many with one round trip, which is asked while the answers before are still being used.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::names::LookupHash;
use crate::store::{Rows, Wanted};

use super::certificates::Found;
use super::rows::Certificate;
use super::users::Held;
use super::PostgresqlStore;

/// Announcements whose answers nobody has taken.
const MOST_ASKED: usize = 4;

/// What was read ahead.
#[derive(Default)]
pub(super) struct Expected {
    /// The oldest first.
    asked: RefCell<VecDeque<Asked>>,
    answers: RefCell<Answers>,
    /// Contents of the certificates that were found last without an announcement.
    found_last: RefCell<HashMap<CertificateKey, Option<Vec<u8>>>>,
}

/// What the questions will be about.
struct Asked {
    users: Vec<Wanted>,
    certificates: Vec<LookupHash>,
}

#[derive(Default)]
struct Answers {
    holders: HashMap<Wanted, Arc<Vec<Held>>>,
    /// Where a user is among them.
    places: HashMap<UserKey, Arc<Vec<Held>>>,
    /// Users who were read with a certificate of theirs: without the others.
    users: HashMap<UserKey, Arc<Vec<Held>>>,
    found: HashMap<LookupHash, Vec<Arc<Certificate>>>,
    certificates: HashMap<CertificateKey, Arc<Certificate>>,
    contents: HashMap<CertificateKey, Option<Vec<u8>>>,
}

impl Expected {
    /// What was read for that question, or of that user.
    pub(super) fn holders(&self, wanted: Wanted, rows: Rows) -> Option<Arc<Vec<Held>>> {
        let answers = self.answers.borrow();
        let answer = answers.holders.get(&wanted).or_else(|| match (wanted, rows) {
            (Wanted::Key(key), Rows::WithCertificates) => answers.places.get(&key),
            (Wanted::Key(key), Rows::Users) => answers.places.get(&key).or_else(|| answers.users.get(&key)),
            _ => None,
        });
        answer.cloned()
    }

    /// All certificates that were found under the hash, where it is one.
    pub(super) fn found(&self, hashes: &RangeInclusive<LookupHash>) -> Option<Vec<Arc<Certificate>>> {
        let hash = Some(hashes.start()).filter(|hash| *hash == hashes.end())?;
        self.answers.borrow().found.get(hash).cloned()
    }

    pub(super) fn certificate(&self, key: CertificateKey) -> Option<Arc<Certificate>> {
        self.answers.borrow().certificates.get(&key).cloned()
    }

    /// The content of a certificate, where the keys are one; none inside where it is missing.
    pub(super) fn content(&self, keys: &RangeInclusive<CertificateKey>) -> Option<Option<Vec<u8>>> {
        let key = Some(keys.start()).filter(|key| *key == keys.end())?;
        self.answers.borrow().contents.get(key).or(self.found_last.borrow().get(key)).cloned()
    }

    /// Keeps the contents of certificates until others are found.
    pub(super) fn keep_contents(&self, contents: impl Iterator<Item = (CertificateKey, Option<Vec<u8>>)>) {
        self.found_last.replace(contents.collect());
    }

    pub(super) fn keep_certificates(&self, certificates: Vec<Certificate>) {
        let certificates =
            certificates.into_iter().map(|certificate| (certificate.key, Arc::new(certificate)));
        self.answers.borrow_mut().certificates.extend(certificates);
    }

    pub(super) fn forget(&self) {
        self.asked.take();
        self.answers.take();
        self.found_last.take();
    }

    /// Forgets what was found under a hash, because there is more now.
    pub(super) fn forget_found(&self, hash: LookupHash) {
        self.answers.borrow_mut().found.remove(&hash);
    }
}

impl PostgresqlStore {
    /// Asks the server what questions will be about, and does not wait.
    pub(super) fn ask_expected(
        &self,
        users: HashSet<Wanted>,
        certificates: HashSet<LookupHash>,
    ) -> Result<()> {
        let mut asked = self.expected.asked.borrow_mut();
        if asked.len() >= MOST_ASKED {
            return Err(Error::InvalidArgument(
                "answers to earlier announcements must be taken first".to_owned(),
            ));
        }
        let (users, certificates) = (Vec::from_iter(users), Vec::from_iter(certificates));
        if !users.is_empty() {
            self.ask_held(&users);
        }
        if !certificates.is_empty() {
            self.ask_found(&certificates);
        }
        asked.push_back(Asked { users, certificates });
        Ok(())
    }

    /// Reads what was asked first; returns the users.
    pub(super) fn read_expected(&self) -> Result<Vec<UserKey>> {
        self.expected.answers.take();
        let Asked { users, certificates } = match self.expected.asked.borrow_mut().pop_front() {
            Some(asked) => asked,
            None => return Ok(Vec::new()),
        };
        self.gone_known.set(Some(false));
        let mut answers = Answers::default();
        if !users.is_empty() {
            answers.keep_holders(&users, self.read_held(&users, Rows::WithCertificates)?);
        }
        if !certificates.is_empty() {
            answers.keep_found(&certificates, self.read_found(&certificates)?);
        }
        let keys = answers.places.keys().chain(answers.users.keys()).copied().collect();
        self.expected.answers.replace(answers);
        Ok(keys)
    }
}

impl Answers {
    fn keep_holders(&mut self, wanted: &[Wanted], held: Vec<Held>) {
        let mut answers: Vec<Vec<Held>> = wanted.iter().map(|_| Vec::new()).collect();
        for held in held {
            answers[held.place].push(held);
        }
        for (wanted, answer) in wanted.iter().zip(answers) {
            let answer = Arc::new(answer);
            for user in answer.iter().filter_map(|held| held.user.as_ref()) {
                self.places.entry(user.key).or_insert_with(|| answer.clone());
            }
            self.holders.insert(*wanted, answer);
        }
    }

    fn keep_found(&mut self, hashes: &[LookupHash], found: Vec<Found>) {
        self.found.extend(hashes.iter().map(|hash| (*hash, Vec::new())));
        for Found { hash, certificate, user, content } in found {
            let certificate = Arc::new(certificate);
            self.found.entry(hash).or_default().push(certificate.clone());
            self.contents.insert(certificate.key, content);
            self.users.entry(user.key).or_insert_with(|| Arc::new(vec![Held::of(user)]));
            self.certificates.insert(certificate.key, certificate);
        }
    }
}
