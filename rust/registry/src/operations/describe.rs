//! Description and check of a registry.

use crate::error::{Error, Result};
use crate::model::audit::{AuditSelection, Head};
use crate::registry::Registry;
use crate::store::{Counts, ServerState};

/// The description of a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// The database, `SQLite 3.40.1`.
    pub engine: String,
    /// The location, without secrets.
    pub location: String,
    /// The schema version.
    pub schema_version: u32,
    /// The numbers of its rows.
    pub counts: Counts,
    /// The newest audit entry.
    pub audit_head: Head,
    /// The server that keeps it; none for a registry in a file.
    pub server: Option<ServerState>,
    /// The findings of a check, if one was requested: empty means healthy.
    pub findings: Option<Vec<String>>,
}

impl Registry {
    /// Describes the registry; with `check`, verifies the database and the audit chain as well.
    ///
    /// # Errors
    /// Whatever the store reports; findings of a check are no errors.
    pub fn describe(&self, check: bool) -> Result<Description> {
        let facts = self.store().facts();
        let (counts, audit_head, server) = self.store().describe()?;
        Ok(Description {
            engine: facts.engine.join(" "),
            location: facts.location.to_owned(),
            schema_version: facts.schema_version,
            counts,
            audit_head,
            server,
            findings: if check { Some(self.store().check()?) } else { None },
        })
    }

    /// Whether the audit log contains the entry of an earlier head, given in the format of `Head`.
    ///
    /// # Errors
    /// `InvalidArgument` for a text that is not a head; errors of the store.
    pub fn expected_head_finding(&self, expected: &str) -> Result<Option<String>> {
        let expected = Head::parse(expected).ok_or_else(|| {
            Error::InvalidArgument(format!(
                "\"{}\" is not a valid audit head; the format is <count>:<SHA-256>, as in AuditHead",
                expected
            ))
        })?;
        if expected.sequence == 0 {
            return Ok(None);
        }
        let mut found = None;
        self.store().audit_after(&AuditSelection::default(), expected.sequence - 1, 1, &mut |entry| {
            found = Some(Head { sequence: entry.sequence, hash: entry.hash });
            Ok(())
        })?;
        Ok(match found {
            Some(head) if head == expected => None,
            Some(head) if head.sequence == expected.sequence => Some(format!(
                "audit entry {} does not match the expected head: audit log rewritten",
                head.sequence
            )),
            _ => Some(format!(
                "audit entry {}, the expected head, is missing: audit log truncated",
                expected.sequence
            )),
        })
    }
}
