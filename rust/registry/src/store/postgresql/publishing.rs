//! Publishing, and recording what was refused.

use cscert_postgresql::{Error as ServerSays, Parameter};

use crate::error::Result;
use crate::model::audit::AuditEntry;
use crate::model::certificate::{type_code, NewCertificate};
use crate::model::keys::{CertificateKey, UserKey};
use crate::store::PublishSession;

use super::error::Role;
use super::request::{new_request, texts_of};
use super::PostgresqlStore;

const BEGIN: &str = "select begin_publication($1, $2)";
const ADD: &str = "select publish_certificate($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const REFUSE: &str = "select refuse_publication($1, $2, $3, $4)";
const RECORD: &str = "select record_refusal($1, $2, $3, $4, $5, $6)";

/// What a transaction publishes.
struct Publishing<'s> {
    store: &'s PostgresqlStore,
    change: i64,
}

impl PublishSession for Publishing<'_> {
    fn add(
        &mut self,
        user: UserKey,
        certificate: &NewCertificate<'_>,
        others: &[CertificateKey],
        _entry: AuditEntry,
    ) -> Result<CertificateKey> {
        let others: Vec<i64> = others.iter().map(|other| other.0).collect();
        let certificate_type = i32::from(type_code(certificate.certificate_type));
        let parameters: [&dyn Parameter; 14] = [
            &self.change,
            &user.0,
            &certificate.publication_time,
            &certificate.not_before,
            &certificate.not_after,
            &certificate_type,
            &certificate.device_id,
            &certificate.sha1,
            &certificate.serial_number,
            &certificate.subject,
            &certificate.issuer,
            &certificate.der,
            &certificate.lookup_hashes,
            &others,
        ];
        self.store.connection.row(Role::Publisher, ADD, &parameters, |row| row.get(0).map(CertificateKey))
    }

    fn refuse(&mut self, entry: AuditEntry) -> Result<()> {
        let reason = entry.reason.unwrap_or_default();
        self.store.connection.call(
            Role::Publisher,
            REFUSE,
            &[&self.change, &entry.user_key.map(|key| key.0), &entry.user_name, &reason],
        )
    }
}

impl PostgresqlStore {
    pub(super) fn publish_all(
        &self,
        dry_run: bool,
        publish: &mut dyn FnMut(&mut dyn PublishSession) -> Result<()>,
    ) -> Result<()> {
        self.refuse_second_change()?;
        let request = new_request();
        let published = self.try_publishing(&request, publish);
        if dry_run || published.is_err() {
            self.connection.rollback();
            return published;
        }
        self.commit_request(Role::Publisher, BEGIN, &request)
    }

    fn try_publishing(
        &self,
        request: &[u8; 16],
        publish: &mut dyn FnMut(&mut dyn PublishSession) -> Result<()>,
    ) -> Result<()> {
        self.connection.begin_change().map_err(|error| self.connection.error(error, Role::Publisher))?;
        let caller = texts_of(&self.caller);
        // It may wait for an import; who is interrupted meanwhile has promised nothing yet.
        self.connection.shield(self.connection.interrupter.is_interrupted());
        let change =
            self.connection.row(Role::Publisher, BEGIN, &[request, &&caller[..]], |row| row.get(0))?;
        self.connection.shield(true);
        publish(&mut Publishing { store: self, change })
    }

    pub(super) fn record_refusal(&self, refused: AuditEntry) -> Result<()> {
        self.refuse_second_change()?;
        let (request, caller) = (new_request(), texts_of(&self.caller));
        let AuditEntry { action, user_key, user_name, reason, .. } = refused;
        let (user_key, reason) = (user_key.map(|key| key.0), reason.unwrap_or_default());
        let parameters: [&dyn Parameter; 6] =
            [&request, &&caller[..], &action, &user_key, &user_name, &reason];
        let record = || {
            self.connection.shield(true);
            let recorded = self.connection.client().and_then(|mut client| {
                client.change(RECORD, &parameters, &mut |_| Ok::<_, ServerSays>(true))
            });
            self.connection.shield(false);
            recorded.map(|committed| self.connection.note(&committed))
        };
        // A request that comes again is recorded once.
        let recorded = match record() {
            Err(ServerSays::OutcomeUnknown(_)) => record(),
            Err(error) if self.connection.is_lost(Some(&error)) => record(),
            other => other,
        };
        recorded.map_err(|error| self.connection.error(error, Role::Changer))
    }
}
