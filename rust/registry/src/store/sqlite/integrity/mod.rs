//! Counting and checking.

mod entries;
mod invariants;
pub(super) mod lookups;
pub(super) mod row_counts;

use crate::error::{Error, Result};
use crate::store::Counts;

use super::error::At;
use super::SqliteStore;

use invariants::{Cost, Invariant, INVARIANTS, OF_DATABASE, OF_NAMES};

/// Findings beyond this number say nothing more.
const MOST_FINDINGS: i64 = 100;

impl SqliteStore {
    pub(super) fn read_counts(&self) -> Result<Counts> {
        // One statement, so that all numbers are of the same moment. Counts are never negative.
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

    pub(super) fn cost_of_check(&self, counts: &Counts) -> u64 {
        INVARIANTS
            .iter()
            .map(|invariant| &invariant.cost)
            .chain([&OF_DATABASE, &OF_NAMES])
            .map(|cost| cost.nanoseconds(counts))
            .fold(0, u64::saturating_add)
    }

    pub(super) fn check_integrity(&self, counts: &Counts) -> Result<Vec<String>> {
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

    /// Adds what was found. What cannot even be read is a finding, and no reason to look no further.
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

    /// What SQLite itself finds.
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
