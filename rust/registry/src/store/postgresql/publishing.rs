//! Publishing.

use cscert_postgresql::Parameter;

use crate::error::{Error, Result};
use crate::model::audit::AuditEntry;
use crate::model::certificate::NewCertificate;
use crate::model::keys::{CertificateKey, UserKey};
use crate::store::{Publish, PublishSession};

use super::certificates::new_certificates::NewCertificates;
use super::connection::request::{new_request, texts_of};
use super::error::Role;
use super::PostgresqlStore;

const BEGIN: &str = "select begin_publication($1, $2)";
const PUBLISH: &str = "select publish_certificates($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
const REFUSE: &str = "select refuse_publications($1, $2, $3, $4, $5)";

/// What a transaction publishes and refuses. It waits and goes in arrays; who asks for any of it has it written first.
#[derive(Default)]
pub(super) struct Publishing {
    change: i64,
    /// The last key that was given.
    last_key: i64,
    /// How many audit entries there are; the next one's place.
    entries: i64,
    added: NewCertificates,
    /// The places of their entries.
    added_places: Vec<i64>,
    refused: Refusals,
    /// The keys of those that are written, and were not read again yet.
    unread: Vec<i64>,
}

#[derive(Default)]
struct Refusals {
    places: Vec<i64>,
    users: Vec<Option<i64>>,
    user_names: Vec<Option<String>>,
    reasons: Vec<String>,
}

impl Publishing {
    fn next_place(&mut self) -> i64 {
        self.entries += 1;
        self.entries
    }
}

/// The publication that is under way in a store.
struct Session<'s>(&'s PostgresqlStore);

impl PublishSession for Session<'_> {
    fn add(
        &mut self,
        user: UserKey,
        certificate: &NewCertificate<'_>,
        others: &[CertificateKey],
        _entry: AuditEntry,
    ) -> Result<CertificateKey> {
        self.0.expected.forget_found(certificate.issue);
        self.0.with_publishing(|publishing| {
            publishing.last_key += 1;
            let (key, place) = (publishing.last_key, publishing.next_place());
            publishing.added.push(key, user, certificate, others);
            publishing.added_places.push(place);
            CertificateKey(key)
        })
    }

    fn refuse(&mut self, entry: AuditEntry) -> Result<()> {
        self.0.with_publishing(|publishing| {
            let place = publishing.next_place();
            let refused = &mut publishing.refused;
            refused.places.push(place);
            refused.users.push(entry.user_key.map(|key| key.0));
            refused.user_names.push(entry.user_name);
            refused.reasons.push(entry.reason.unwrap_or_default());
        })
    }
}

impl PostgresqlStore {
    pub(super) fn publish_all(&self, dry_run: bool, publish: &mut Publish<'_>) -> Result<()> {
        self.refuse_second_change()?;
        let request = new_request();
        let published = self.try_publishing(&request, publish);
        self.publishing.replace(None);
        self.expected.forget();
        if dry_run || published.is_err() {
            self.connection.rollback();
            return published;
        }
        self.commit_request(Role::Publisher, BEGIN, &request)
    }

    fn try_publishing(&self, request: &[u8; 16], publish: &mut Publish<'_>) -> Result<()> {
        self.connection.begin_change().map_err(|error| self.connection.error(error, Role::Publisher))?;
        let caller = texts_of(&self.caller);
        // It may wait for an import; who is interrupted meanwhile has promised nothing yet.
        self.connection.shield(self.connection.interrupter.is_interrupted());
        // Nobody else gives keys meanwhile.
        let (mut begun, last) =
            self.rows_and_last_keys(Role::Publisher, BEGIN, &[request, &&caller[..]], |row| row.get(0))?;
        self.connection.shield(true);
        self.publishing.replace(Some(Publishing {
            change: begun.pop().unwrap_or_default(),
            last_key: last.certificates.0,
            ..Publishing::default()
        }));
        publish(&mut Session(self))?;
        self.write_publications()
    }

    fn with_publishing<T>(&self, answer: impl FnOnce(&mut Publishing) -> T) -> Result<T> {
        match &mut *self.publishing.borrow_mut() {
            Some(publishing) => Ok(answer(publishing)),
            None => Err(Error::Internal("no publication is under way".to_owned())),
        }
    }

    /// Writes what waits of a publication; nothing does where none is under way.
    pub(super) fn write_publications(&self) -> Result<()> {
        let mut publishing = self.publishing.borrow_mut();
        let publishing = match &mut *publishing {
            Some(publishing) => publishing,
            None => return Ok(()),
        };
        let added = std::mem::take(&mut publishing.added);
        if !added.keys().is_empty() {
            let places = std::mem::take(&mut publishing.added_places);
            added.write(&self.connection, Role::Publisher, PUBLISH, &[&publishing.change, &places])?;
            self.connection.settle()?;
            publishing.unread.extend(added.keys());
        }
        let Refusals { places, users, user_names, reasons } = std::mem::take(&mut publishing.refused);
        if !places.is_empty() {
            let parameters: [&dyn Parameter; 5] =
                [&publishing.change, &places, &users, &user_names, &reasons];
            self.connection.call(Role::Publisher, REFUSE, &parameters)?;
        }
        Ok(())
    }

    /// Reads all certificates again that were added, if that is one of them.
    pub(super) fn read_added(&self, certificate: CertificateKey) -> Result<()> {
        let added = match &mut *self.publishing.borrow_mut() {
            Some(publishing) if publishing.unread.contains(&certificate.0) => {
                std::mem::take(&mut publishing.unread)
            }
            _ => return Ok(()),
        };
        self.read_ahead(&added)
    }
}
