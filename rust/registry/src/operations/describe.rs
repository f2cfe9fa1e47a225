//! What a registry is and holds, and whether it is sound.

use crate::error::{Error, Result};
use crate::model::audit::chain::Verifier;
use crate::model::audit::{AuditSelection, Head};
use crate::registry::Registry;
use crate::store::Counts;

/// Audit entries read at a time while the chain is verified.
const AUDIT_PAGE: usize = 1000;
/// What reading and verifying an entry takes, about: a unit of progress is a nanosecond.
const CHAIN_NANOSECONDS_AN_ENTRY: u64 = 5000;

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
        let counts = self.store().counts()?;
        Ok(Description {
            engine: self.store().engine(),
            location: self.store().location().to_owned(),
            schema_version: self.store().schema_version(),
            counts,
            audit_head: self.store().audit_head()?,
            findings: if check { Some(self.findings(&counts)?) } else { None },
        })
    }

    /// Whether the audit holds the entry that was its head once: its text is `Head`'s.
    ///
    /// # Errors
    /// `InvalidArgument` for a text that is no head; whatever the store reports.
    pub fn expected_head_finding(&self, expected: &str) -> Result<Option<String>> {
        let expected = Head::parse(expected).ok_or_else(|| {
            Error::InvalidArgument(format!(
                "\"{}\" is not an audit head; it is written <count>:<SHA-256>, as AuditHead is",
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
                "audit entry {} is not the one that was the head once: the audit was rewritten",
                head.sequence
            )),
            _ => Some(format!(
                "audit entry {}, which was the head once, is missing: the audit was cut",
                expected.sequence
            )),
        })
    }

    fn findings(&self, counts: &Counts) -> Result<Vec<String>> {
        let mut findings = Vec::new();
        let chain_cost = counts.audit_entries.saturating_mul(CHAIN_NANOSECONDS_AN_ENTRY);
        self.progress().begin(self.store().check_cost(counts).saturating_add(chain_cost));
        let integrity = self.store().integrity_findings(counts);
        self.progress().enter(0, 0);
        let chain = self.chain_findings().map(|broken| broken.into_iter().collect());
        for part in [integrity, chain] {
            match part {
                Ok(found) => findings.extend(found),
                // What cannot even be read is what a check is there to say.
                Err(Error::RegistryCorrupt { reason, .. }) => findings.push(reason),
                Err(error) => return Err(error),
            }
        }
        Ok(findings)
    }

    /// The first broken entry of the audit, if there is one.
    fn chain_findings(&self) -> Result<Option<String>> {
        let mut verifier = Verifier::default();
        // Before every place that an entry can have, so that one put before the first is seen.
        let mut after = i64::MIN;
        let mut broken = None;
        loop {
            let last =
                self.store().audit_after(&AuditSelection::default(), after, AUDIT_PAGE, &mut |entry| {
                    if broken.is_none() {
                        broken = verifier.take(entry).err();
                    }
                    self.progress().advance(CHAIN_NANOSECONDS_AN_ENTRY);
                    Ok(())
                })?;
            match last {
                Some(last) if broken.is_none() => after = last,
                _ => return Ok(broken),
            }
        }
    }
}
