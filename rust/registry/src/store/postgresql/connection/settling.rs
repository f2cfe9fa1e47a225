//! Commits that nobody answered: what became of them is asked on another connection.

use cscert_postgresql::Error as ServerSays;

use crate::error::{Error, Result};

use super::request::texts_of;
use crate::store::postgresql::error::{said, Role};
use crate::store::postgresql::PostgresqlStore;

/// `unique_violation`: how the server answers who begins with a request that was made.
const MADE_BEFORE: &str = "23505";

impl PostgresqlStore {
    /// Commits a change that `begin` has begun with that request.
    pub(crate) fn commit_request(&self, role: Role, begin: &str, request: &[u8; 16]) -> Result<()> {
        self.commit_or_settle(role, || self.was_made(begin, request))
    }

    /// Commits. Where nobody answers, `was_made` finds out on another connection what became of the change; none if it cannot.
    pub(crate) fn commit_or_settle(&self, role: Role, was_made: impl FnOnce() -> Option<bool>) -> Result<()> {
        let why = match self.connection.commit() {
            Ok(()) => return Ok(()),
            Err(ServerSays::OutcomeUnknown(why)) => why,
            Err(error) => return Err(self.connection.error(error, role)),
        };
        // A server that is silent has the change still under way, and would be silent here too.
        let made = if self.connection.is_lost(Some(&why)) { was_made() } else { None };
        match made {
            Some(true) => Ok(()),
            Some(false) => Err(Error::unavailable(
                self.connection.location(),
                format!("{}; nothing was changed; try again", said(&why.to_string())),
            )),
            None => Err(self.connection.error(ServerSays::OutcomeUnknown(why), role)),
        }
    }

    /// Whether a change with that request was committed; none if that cannot be found out. The server waits for one that is under way.
    fn was_made(&self, begin: &str, request: &[u8; 16]) -> Option<bool> {
        let caller = texts_of(&self.caller);
        self.connection.begin_change().ok()?;
        let begun =
            self.connection.client().and_then(|mut client| client.execute(begin, &[request, &&caller[..]]));
        self.connection.rollback();
        match begun {
            Ok(_) => Some(false),
            Err(ServerSays::Server(answer)) if answer.code == MADE_BEFORE => Some(true),
            Err(_) => None,
        }
    }
}
