//! Revoking and taking off hold: one call of the server's function a batch, in a transaction with its audit entries.

use cscert_postgresql::{Error as ServerSays, Parameter};

use crate::error::{Error, Result};
use crate::model::audit::Action;
use crate::model::certificate::Revocation;
use crate::model::keys::{CertificateKey, UserKey};
use crate::parse::text::without_zero;
use crate::store::{Changed, VisitChanged};

use crate::store::postgresql::connection::request::{new_request, texts_of};
use crate::store::postgresql::connection::Answer;
use crate::store::postgresql::error::{said, Role};
use crate::store::postgresql::PostgresqlStore;

const REVOKE: &str = "select place, user_key, certificate_key, user_name, false
    from revoke_certificates($1, $2, $3, $4, $5, $6)";

const RESTORE: &str = "select place, user_key, certificate_key, user_name, is_for_good
    from restore_certificates($1, $2, $3, $4)";

/// How often a batch is tried: a lost connection, and others that revoke the same in another order, are no reason to give up.
const ATTEMPTS: usize = 4;

/// A row of the answer: a user that there is, or a certificate that was changed or cannot be taken off hold.
struct Revoked {
    place: usize,
    user: UserKey,
    certificate: Option<(CertificateKey, Changed)>,
    name: Option<String>,
}

impl Revoked {
    fn is_changed(&self) -> bool {
        matches!(self.certificate, Some((_, Changed::Yes)))
    }
}

/// Whether a transaction failed for others' sake only.
fn is_collision(error: &ServerSays) -> bool {
    matches!(error, ServerSays::Server(answer) if matches!(answer.code.as_str(), "40001" | "40P01"))
}

impl PostgresqlStore {
    pub(crate) fn revoke_all(
        &self,
        revocations: &[Revocation<'_>],
        action: &str,
        dry_run: bool,
        visit: &mut VisitChanged<'_>,
    ) -> Result<Vec<Option<u64>>> {
        self.refuse_second_change()?;
        let request = new_request();
        let mut visited = false;
        // A commit that nobody answered, and what it would have revoked.
        let mut unknown: Option<(Box<ServerSays>, Vec<Revoked>)> = None;
        let mut attempts = ATTEMPTS;
        loop {
            attempts -= 1;
            let revoked = match self.begin_revoking(&request, action, revocations) {
                Ok(revoked) => revoked,
                Err(error) => {
                    let again = self.is_worth_repeating(&error);
                    self.connection.rollback();
                    if attempts > 0 && again {
                        continue;
                    }
                    return Err(match unknown {
                        Some((why, revoked)) => self.unknown(&why, action, &revoked),
                        None => self.connection.error(error, Role::Revoker),
                    });
                }
            };
            if !visited {
                let told = revoked.iter().try_for_each(|row| match row.certificate {
                    Some((certificate, changed)) => visit(row.place, row.user, certificate, changed),
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
                // The request says what became of it. A server that is silent has it still under way, and would be silent again.
                Err(ServerSays::OutcomeUnknown(why))
                    if attempts > 0 && self.connection.is_lost(Some(&why)) =>
                {
                    unknown = Some((why, revoked));
                }
                Err(ServerSays::OutcomeUnknown(why)) => return Err(self.unknown(&why, action, &revoked)),
                // Nothing of it is there.
                Err(error) if attempts > 0 && self.is_worth_repeating(&error) => {}
                Err(error) => return Err(self.connection.error(error, Role::Revoker)),
            }
        }
    }

    /// Whether a transaction failed for others' sake, or with its connection.
    fn is_worth_repeating(&self, error: &ServerSays) -> bool {
        is_collision(error) || self.connection.is_lost(Some(error))
    }

    fn begin_revoking(
        &self,
        request: &[u8; 16],
        action: &str,
        revocations: &[Revocation<'_>],
    ) -> Answer<Vec<Revoked>> {
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
        let (sql, parameters) = match action == Action::Restore.name() {
            true => (RESTORE, &parameters[..4]),
            false => (REVOKE, &parameters[..]),
        };
        self.connection.begin_change()?;
        let mut rows = Vec::new();
        self.connection.client()?.query(sql, parameters, &mut |row| {
            let place: i64 = row.get(0)?;
            let changed = if row.get(4)? { Changed::IsRevokedForGood } else { Changed::Yes };
            rows.push(Revoked {
                place: (place - 1).unsigned_abs() as usize,
                user: UserKey(row.get(1)?),
                certificate: row.get::<Option<i64>>(2)?.map(|key| (CertificateKey(key), changed)),
                name: row.get(3)?,
            });
            Ok::<_, ServerSays>(true)
        })?;
        Ok(rows)
    }

    /// Nobody knows whether the users' certificates were changed.
    fn unknown(&self, why: &ServerSays, action: &str, revoked: &[Revoked]) -> Error {
        let mut names: Vec<String> = revoked
            .iter()
            .filter(|row| revoked.iter().any(|other| other.user == row.user && other.is_changed()))
            .filter_map(|row| row.name.as_ref().map(|name| format!("\"{}\"", name)))
            .collect();
        names.dedup();
        Error::unavailable(
            self.connection.location(),
            format!(
                "{}; it is not known whether the certificates of {} were {}d; {} them again",
                said(&why.to_string()),
                names.join(", "),
                action.to_lowercase(),
                action.to_lowercase()
            ),
        )
    }
}

/// How many certificates were changed, one number a revocation; none where there is no such user.
fn counts(revocations: &[Revocation<'_>], revoked: &[Revoked]) -> Vec<Option<u64>> {
    let mut counts = vec![None; revocations.len()];
    for row in revoked {
        if let (Some(count), Some(revocation)) = (counts.get_mut(row.place), revocations.get(row.place)) {
            let own = row.is_changed() && row.user == revocation.user_key;
            *count = Some(count.unwrap_or(0) + u64::from(own));
        }
    }
    counts
}
