//! Counting, checking and backing up.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::store::{Counts, Interrupt};

use super::error::{translate, At};
use super::{location, SqliteStore};

/// Pages copied before other connections get their turn.
const PAGES_A_STEP: i32 = 1024;
/// The pause after a step that found the registry locked.
const PAUSE: Duration = Duration::from_millis(20);
/// Findings beyond this number say nothing more.
const MOST_FINDINGS: i64 = 100;

/// Rows that point nowhere, or promises between tables that do not hold; each query counts the offenders.
const INVARIANTS: [(&str, &str); 5] = [
    (
        "certificates belong to no user",
        "SELECT count(*) FROM certificate c WHERE NOT EXISTS (SELECT 1 FROM user u WHERE u.user_key = c.user_key)",
    ),
    (
        "certificates have no content",
        "SELECT count(*) FROM certificate c WHERE NOT EXISTS
            (SELECT 1 FROM certificate_content d WHERE d.certificate_key = c.certificate_key)",
    ),
    (
        "publications have no audit entry",
        "SELECT count(*) FROM certificate c WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.sequence = c.publication_entry)",
    ),
    (
        "revocations have no audit entry",
        "SELECT count(*) FROM certificate c WHERE c.revocation_entry IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.sequence = c.revocation_entry)",
    ),
    (
        "users cannot be found by their distinguished name",
        "SELECT count(*) FROM user u WHERE NOT EXISTS (SELECT 1 FROM user_name n WHERE n.user_key = u.user_key)
            AND u.gone_since IS NULL",
    ),
];

impl SqliteStore {
    pub(super) fn read_counts(&self) -> Result<Counts> {
        let count = |sql: &str| -> Result<u64> {
            self.connection
                .query_row(sql, [], |row| row.get::<_, i64>(0))
                .map(|n| n as u64)
                .at(&self.location)
        };
        Ok(Counts {
            users: count("SELECT count(*) FROM user WHERE gone_since IS NULL")?,
            certificates: count("SELECT count(*) FROM certificate")?,
            audit_entries: count("SELECT count(*) FROM audit")?,
        })
    }

    pub(super) fn check_integrity(&self) -> Result<Vec<String>> {
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
        for (name, sql) in INVARIANTS {
            let count: i64 = self.connection.query_row(sql, [], |row| row.get(0)).at(&self.location)?;
            if count > 0 {
                findings.push(format!("{} {}", count, name));
            }
        }
        Ok(findings)
    }

    pub(super) fn write_backup(&self, destination: &Path) -> Result<()> {
        let place = destination.display().to_string();
        // An existing file is never overwritten: a backup must not cost an older one.
        location::create(destination)?;
        let copied = self.copy_into(destination, &place);
        if copied.is_err() {
            // What was copied so far is no backup.
            let _ = std::fs::remove_file(destination);
        }
        copied
    }

    fn copy_into(&self, destination: &Path, place: &str) -> Result<()> {
        let mut target = Connection::open(destination).at(place)?;
        {
            let backup = Backup::new(&self.connection, &mut target).at(place)?;
            loop {
                if self.stop.is_interrupted() {
                    return Err(Error::Interrupted);
                }
                match backup.step(PAGES_A_STEP).map_err(|error| translate(error, place))? {
                    StepResult::Done => break,
                    StepResult::More => {}
                    _ => std::thread::sleep(PAUSE),
                }
            }
        }
        target.close().map_err(|(_, error)| translate(error, place))
    }
}
