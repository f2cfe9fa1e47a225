//! Revoking: one call of the server's function a batch, in a transaction with its audit entries.

use cscert_postgresql::{Error as ServerSays, Parameter};

use crate::error::{Error, Result};
use crate::model::certificate::Revocation;
use crate::model::keys::{CertificateKey, UserKey};
use crate::parse::text::without_zero;

use super::connection::Answer;
use super::error::{said, Role};
use super::request::{new_request, texts_of};
use super::PostgresqlStore;

const REVOKE: &str = "select place, user_key, certificate_key, user_name
    from revoke_certificates($1, $2, $3, $4, $5, $6)";

/// How often a batch is tried: a lost connection, and others that revoke the same in another order, are no reason to give up.
const ATTEMPTS: usize = 4;

/// A row of the answer: a user that there is, or a certificate that was revoked.
struct Revoked {
    place: usize,
    user: UserKey,
    certificate: Option<CertificateKey>,
    name: Option<String>,
}

/// Whether a transaction failed for others' sake only.
fn is_collision(error: &ServerSays) -> bool {
    matches!(error, ServerSays::Server(answer) if matches!(answer.code.as_str(), "40001" | "40P01"))
}

impl PostgresqlStore {
    pub(super) fn revoke_all(
        &self,
        revocations: &[Revocation<'_>],
        dry_run: bool,
        visit: &mut dyn FnMut(usize, UserKey, CertificateKey) -> Result<()>,
    ) -> Result<Vec<Option<u64>>> {
        self.refuse_second_change()?;
        let request = new_request();
        let mut visited = false;
        let mut attempts = ATTEMPTS;
        loop {
            attempts -= 1;
            let revoked = match self.begin_revoking(&request, revocations) {
                Ok(revoked) => revoked,
                Err(error) => {
                    let again = is_collision(&error) || self.connection.is_lost(Some(&error));
                    self.connection.rollback();
                    if attempts > 0 && again {
                        continue;
                    }
                    return Err(self.connection.error(error, Role::Revoker));
                }
            };
            if !visited {
                let told = revoked.iter().try_for_each(|row| match row.certificate {
                    Some(certificate) => visit(row.place, row.user, certificate),
                    None => Ok(()),
                });
                if dry_run || told.is_err() {
                    self.connection.rollback();
                    return told.map(|()| counts(revocations, &revoked));
                }
                visited = true;
            }
            match self.connection.commit() {
                Ok(()) => return Ok(counts(revocations, &revoked)),
                // The request says what became of it.
                Err(ServerSays::OutcomeUnknown(_) | ServerSays::Lost(_)) if attempts > 0 => {}
                Err(error) if is_collision(&error) && attempts > 0 => {}
                Err(ServerSays::OutcomeUnknown(why)) => return Err(self.unknown(&why, &revoked)),
                Err(error) => return Err(self.connection.error(error, Role::Revoker)),
            }
        }
    }

    fn begin_revoking(&self, request: &[u8; 16], revocations: &[Revocation<'_>]) -> Answer<Vec<Revoked>> {
        let users: Vec<i64> = revocations.iter().map(|revocation| revocation.user_key.0).collect();
        let certificates: Vec<Option<i64>> =
            revocations.iter().map(|revocation| revocation.certificate_key.map(|key| key.0)).collect();
        let reasons: Vec<i32> = revocations.iter().map(|revocation| revocation.reason as i32).collect();
        let texts: Vec<Option<String>> = revocations
            .iter()
            .map(|revocation| revocation.reason_text.map(|text| without_zero(text).into_owned()))
            .collect();
        let caller = texts_of(&self.caller);
        let parameters: [&dyn Parameter; 6] =
            [request, &&caller[..], &users, &certificates, &reasons, &texts];
        self.connection.begin_change()?;
        let mut rows = Vec::new();
        self.connection.client()?.query(REVOKE, &parameters, &mut |row| {
            let place: i64 = row.get(0)?;
            rows.push(Revoked {
                place: (place - 1).unsigned_abs() as usize,
                user: UserKey(row.get(1)?),
                certificate: row.get::<Option<i64>>(2)?.map(CertificateKey),
                name: row.get(3)?,
            });
            Ok::<_, ServerSays>(true)
        })?;
        Ok(rows)
    }

    /// Nobody knows whether the users' certificates are revoked.
    fn unknown(&self, why: &ServerSays, revoked: &[Revoked]) -> Error {
        let mut names: Vec<String> = revoked
            .iter()
            .filter(|row| revoked.iter().any(|other| other.user == row.user && other.certificate.is_some()))
            .filter_map(|row| row.name.as_ref().map(|name| format!("\"{}\"", name)))
            .collect();
        names.dedup();
        Error::RegistryUnavailable {
            location: self.connection.location().to_owned(),
            reason: format!(
                "{}; it is not known whether the certificates of {} were revoked; revoke them again",
                said(&why.to_string()),
                names.join(", ")
            ),
        }
    }
}

/// How many certificates were revoked, one number a revocation; none where there is no such user.
fn counts(revocations: &[Revocation<'_>], revoked: &[Revoked]) -> Vec<Option<u64>> {
    let mut counts = vec![None; revocations.len()];
    for row in revoked {
        if let (Some(count), Some(revocation)) = (counts.get_mut(row.place), revocations.get(row.place)) {
            let own = row.certificate.is_some() && row.user == revocation.user_key;
            *count = Some(count.unwrap_or(0) + u64::from(own));
        }
    }
    counts
}
