//! Counts and checks.

mod entries;
mod invariants;
pub(super) mod lookups;
pub(super) mod row_counts;

use crate::error::{Error, Result};
use crate::store::{Counts, Store};

use super::SqliteStore;

use invariants::{Invariant, INVARIANTS};

/// Microseconds, as in `Invariant::cost`: a user for SQLite's own check, and for the comparison of names with their indexes; an
/// entry of the audit log.
const COST_OF_DATABASE: u64 = 28;
const COST_OF_NAMES: u64 = 8;
const COST_OF_ENTRY: u64 = 5;
/// The maximum number of findings.
const MOST_FINDINGS: i64 = 100;

impl SqliteStore {
    pub(super) fn read_counts(&self) -> Result<Counts> {
        // One statement, so that all numbers are of the same state. Counts are never negative.
        let sql = "SELECT (SELECT count(*) FROM user WHERE gone_since IS NULL),
            (SELECT count(*) FROM certificate), (SELECT count(*) FROM audit)";
        self.row(sql, [], |row| {
            let count = |column| row.get::<_, i64>(column).map(|count| count as u64);
            Ok(Counts { users: count(0)?, certificates: count(1)?, audit_entries: count(2)? })
        })
    }

    /// Checks the database, and the chain of the audit log.
    pub(super) fn check_all(&self) -> Result<Vec<String>> {
        let counts = self.read_counts()?;
        let cost_of_user: u64 = INVARIANTS.iter().map(|invariant| invariant.cost).sum();
        let cost_of_user = cost_of_user + COST_OF_DATABASE + COST_OF_NAMES;
        let cost = counts.users.saturating_mul(cost_of_user);
        self.progress.begin(cost.saturating_add(counts.audit_entries.saturating_mul(COST_OF_ENTRY)));
        let mut findings = Vec::new();
        let database = self.check_integrity(counts.users);
        let store: &dyn Store = self;
        let chain = store.broken_audit_entry(&mut || self.progress.advance(COST_OF_ENTRY));
        self.note(&mut findings, database)?;
        match chain {
            Ok(broken) => findings.extend(broken),
            // Unreadable content is a finding of the check.
            Err(Error::RegistryCorrupt { reason, .. }) => findings.push(reason),
            Err(error) => return Err(error),
        }
        Ok(findings)
    }

    fn check_integrity(&self, users: u64) -> Result<Vec<String>> {
        self.write_pending()?;
        let advance = |cost: u64| self.progress.advance(users.saturating_mul(cost));
        let mut findings = Vec::new();
        self.note(&mut findings, self.check_database())?;
        advance(COST_OF_DATABASE);
        for Invariant { finding, sql, cost } in INVARIANTS {
            let count = self.row(sql, [], |row| row.get::<_, i64>(0));
            let offenders = count.map(|count| (count != 0).then(|| format!("{} {}", count, finding)));
            self.note(&mut findings, offenders)?;
            advance(*cost);
        }
        self.note(&mut findings, self.check_names())?;
        advance(COST_OF_NAMES);
        Ok(findings)
    }

    /// Adds findings. Unreadable content is a finding, and the check continues.
    fn note(
        &self,
        findings: &mut Vec<String>,
        found: Result<impl IntoIterator<Item = String>>,
    ) -> Result<()> {
        match found {
            Ok(found) => findings.extend(found),
            Err(Error::RegistryCorrupt { reason, .. }) => {
                if !findings.contains(&reason) {
                    findings.push(reason);
                }
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// The findings of SQLite itself.
    fn check_database(&self) -> Result<Vec<String>> {
        let sql = format!("PRAGMA integrity_check({})", MOST_FINDINGS);
        let findings: Vec<String> = self.rows(&sql, [], |row| row.get(0))?;
        let findings = findings.into_iter().filter(|finding| finding != "ok");
        Ok(findings.map(|finding| format!("database: {}", finding)).collect())
    }
}
