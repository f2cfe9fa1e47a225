//! Counts and checks.

mod entries;
mod invariants;
pub(super) mod lookups;
pub(super) mod row_counts;

use crate::error::{Error, Result};
use crate::store::{Counts, Store};

use super::error::At;
use super::SqliteStore;

use invariants::{Cost, Invariant, INVARIANTS, OF_DATABASE, OF_NAMES};

/// The approximate time of reading and verifying an entry: the unit of progress is a nanosecond.
const CHAIN_NANOSECONDS_AN_ENTRY: u64 = 5000;
/// The maximum number of findings.
const MOST_FINDINGS: i64 = 100;

impl SqliteStore {
    pub(super) fn read_counts(&self) -> Result<Counts> {
        // One statement, so that all numbers are of the same state. Counts are never negative.
        let sql = "SELECT (SELECT count(*) FROM user WHERE gone_since IS NULL),
            (SELECT count(*) FROM certificate), (SELECT count(*) FROM audit)";
        self.connection
            .query_row(sql, [], |row| {
                Ok(Counts {
                    users: row.get::<_, i64>(0)? as u64,
                    certificates: row.get::<_, i64>(1)? as u64,
                    audit_entries: row.get::<_, i64>(2)? as u64,
                })
            })
            .at(&self.location)
    }

    fn cost_of_check(&self, counts: &Counts) -> u64 {
        INVARIANTS
            .iter()
            .map(|invariant| &invariant.cost)
            .chain([&OF_DATABASE, &OF_NAMES])
            .map(|cost| cost.nanoseconds(counts))
            .fold(counts.audit_entries.saturating_mul(CHAIN_NANOSECONDS_AN_ENTRY), u64::saturating_add)
    }

    /// Checks the database, and the chain of the audit log.
    pub(super) fn check_all(&self) -> Result<Vec<String>> {
        let counts = self.read_counts()?;
        self.progress.begin(self.cost_of_check(&counts));
        let mut findings = Vec::new();
        let database = self.check_integrity(&counts);
        self.progress.enter(0, 0);
        let store: &dyn Store = self;
        let chain = store.broken_audit_entry(&mut || self.progress.advance(CHAIN_NANOSECONDS_AN_ENTRY));
        let chain = chain.map(|broken| broken.into_iter().collect());
        for part in [database, chain] {
            match part {
                Ok(found) => findings.extend(found),
                // Unreadable content is a finding of the check.
                Err(Error::RegistryCorrupt { reason, .. }) => findings.push(reason),
                Err(error) => return Err(error),
            }
        }
        Ok(findings)
    }

    fn check_integrity(&self, counts: &Counts) -> Result<Vec<String>> {
        self.write_pending()?;
        let enter = |cost: &Cost| self.progress.enter(cost.nanoseconds(counts), cost.steps(counts));
        let mut findings = Vec::new();
        enter(&OF_DATABASE);
        self.note(&mut findings, self.check_database())?;
        for Invariant { finding, sql, cost } in INVARIANTS {
            enter(cost);
            let count = self.connection.query_row(sql, [], |row| row.get::<_, i64>(0)).at(&self.location);
            let offenders = count.map(|count| (count != 0).then(|| format!("{} {}", count, finding)));
            self.note(&mut findings, offenders)?;
        }
        enter(&OF_NAMES);
        self.note(&mut findings, self.check_names())?;
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
        let mut findings = Vec::new();
        let mut statement = self
            .connection
            .prepare(&format!("PRAGMA integrity_check({})", MOST_FINDINGS))
            .at(&self.location)?;
        let mut rows = statement.query([]).at(&self.location)?;
        while let Some(row) = rows.next().at(&self.location)? {
            let finding: String = row.get(0).at(&self.location)?;
            if finding != "ok" {
                findings.push(format!("database: {}", finding));
            }
        }
        Ok(findings)
    }
}
