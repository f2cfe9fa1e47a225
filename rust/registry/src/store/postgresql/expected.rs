//! What is read before the questions about it: many with one round trip.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::error::Result;
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::names::LookupHash;
use crate::store::{Rows, Wanted};

use super::certificates::Found;
use super::rows::Certificate;
use super::users::Held;
use super::PostgresqlStore;

/// What was read ahead.
#[derive(Default)]
pub(super) struct Expected(RefCell<Answers>);

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
        let answers = self.0.borrow();
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
        self.0.borrow().found.get(hash).cloned()
    }

    pub(super) fn certificate(&self, key: CertificateKey) -> Option<Arc<Certificate>> {
        self.0.borrow().certificates.get(&key).cloned()
    }

    /// The content of a certificate, where the keys are one; none inside where it is missing.
    pub(super) fn content(&self, keys: &RangeInclusive<CertificateKey>) -> Option<Option<Vec<u8>>> {
        let key = Some(keys.start()).filter(|key| *key == keys.end())?;
        self.0.borrow().contents.get(key).cloned()
    }

    pub(super) fn keep_certificates(&self, certificates: Vec<Certificate>) {
        let certificates =
            certificates.into_iter().map(|certificate| (certificate.key, Arc::new(certificate)));
        self.0.borrow_mut().certificates.extend(certificates);
    }

    pub(super) fn forget(&self) {
        self.0.take();
    }

    /// Forgets what was found under a hash, because there is more now.
    pub(super) fn forget_found(&self, hash: LookupHash) {
        self.0.borrow_mut().found.remove(&hash);
    }
}

impl PostgresqlStore {
    /// Reads what the next questions are about; returns the users.
    pub(super) fn read_expected(
        &self,
        users: &[Wanted],
        certificates: &[LookupHash],
    ) -> Result<Vec<UserKey>> {
        self.expected.forget();
        self.gone_known.set(Some(false));
        let mut answers = Answers::default();
        if !users.is_empty() {
            answers.keep_holders(users, self.read_held(users, Rows::WithCertificates)?);
        }
        if !certificates.is_empty() {
            answers.keep_found(certificates, self.read_found(certificates)?);
        }
        let keys = answers.places.keys().chain(answers.users.keys()).copied().collect();
        self.expected.0.replace(answers);
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
