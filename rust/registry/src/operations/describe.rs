//! What a registry is and holds, and whether it is sound.

use crate::error::{Error, Result};
use crate::model::audit::{AuditSelection, Head};
use crate::registry::Registry;
use crate::store::Counts;

/// What a registry is and holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// The database, `SQLite 3.40.1`.
    pub engine: String,
    /// Where it is, without secrets.
    pub location: String,
    /// The version of its schema.
    pub schema_version: u32,
    /// How much it holds.
    pub counts: Counts,
    /// The newest audit entry.
    pub audit_head: Head,
    /// Where a check was asked for, its findings: none means healthy.
    pub findings: Option<Vec<String>>,
}

impl Registry {
    /// Describes the registry; with `check`, verifies the database and the audit chain as well.
    ///
    /// # Errors
    /// Whatever the store reports; findings of a check are no errors.
    pub fn describe(&self, check: bool) -> Result<Description> {
        let facts = self.store().facts();
        let (counts, audit_head) = self.store().describe()?;
        Ok(Description {
            engine: facts.engine.join(" "),
            location: facts.location.to_owned(),
            schema_version: facts.schema_version,
            counts,
            audit_head,
            findings: if check { Some(self.store().check()?) } else { None },
        })
    }

    /// Whether the audit holds the entry that was its head once: its text is `Head`'s.
    ///
    /// # Errors
    /// `InvalidArgument` for a text that is no head; whatever the store reports.
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
