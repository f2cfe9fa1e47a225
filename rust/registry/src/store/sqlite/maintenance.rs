//! Counting, checking and backing up.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, Result};
use crate::store::Counts;

use super::error::{translate, At};
use super::{location, SqliteStore};

/// Pages copied before other connections get their turn.
const PAGES_A_STEP: i32 = 1024;
/// The pause after a step that found the registry locked.
const PAUSE: Duration = Duration::from_millis(20);
/// How long a backup that does not get on is tried.
const LONGEST_PAUSES: Duration = Duration::from_secs(60);
/// Findings beyond this number say nothing more.
const MOST_FINDINGS: i64 = 100;

/// Rows that point nowhere, or promises between tables that do not hold; each query counts the offenders. None may gather what grows
/// with the registry (no sorting, no `IN` over a table): a check needs the same memory whatever the size.
const INVARIANTS: [(&str, &str); 15] = [
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
        "revocations stand under an audit entry of something else",
        "SELECT count(*) FROM certificate c JOIN audit a ON a.sequence = c.revocation_entry
            WHERE NOT (a.action = 'Revoke' AND a.outcome = 'Succeeded' AND a.user_key IS c.user_key)",
    ),
    (
        "revocations in the audit are not what certificates say",
        "SELECT count(*) FROM audit a WHERE a.action = 'Revoke' AND a.outcome = 'Succeeded' AND a.certificates <>
            (SELECT count(*) FROM certificate c WHERE c.revocation_entry = a.sequence)",
    ),
    (
        "publications more or less are in the audit than there are certificates",
        "SELECT abs((SELECT coalesce(sum(certificates), 0) FROM audit
                WHERE action IN ('Publish', 'Import') AND outcome = 'Succeeded')
            - (SELECT count(*) FROM certificate))",
    ),
    (
        "users cannot be found by their distinguished name",
        "SELECT count(*) FROM user u WHERE u.gone_since IS NULL AND NOT EXISTS (SELECT 1 FROM user_name n
            WHERE n.name_hash = distinguished_name_lookup(u.distinguished_name) AND n.user_key = u.user_key)",
    ),
    (
        "entries of the certificates' index are missing",
        "SELECT max(0, 3 * (SELECT count(*) FROM certificate)
            + (SELECT count(*) FROM certificate WHERE has_device(details)) - (SELECT count(*) FROM certificate_lookup))",
    ),
    (
        "certificates cannot be found by their content",
        "SELECT count(*) FROM certificate c CROSS JOIN certificate_content d ON d.certificate_key = c.certificate_key
            WHERE NOT EXISTS (SELECT 1 FROM certificate_lookup l WHERE l.lookup_hash = content_lookup(d.der)
                AND l.user_key = c.user_key AND l.certificate_key = c.certificate_key)",
    ),
    (
        "certificates cannot be found by their thumbprint",
        "SELECT count(*) FROM certificate c WHERE NOT EXISTS (SELECT 1 FROM certificate_lookup l
            WHERE l.lookup_hash = sha1_lookup(c.details) AND l.user_key = c.user_key AND l.certificate_key = c.certificate_key)",
    ),
    (
        "certificates are not what was written",
        "SELECT count(*) FROM certificate WHERE seal <> seal(certificate_key, user_key, publication_time, not_before,
            not_after, revocation_time, revocation_reason, publication_entry, revocation_entry, details)",
    ),
    (
        "contents of certificates are not what was written",
        "SELECT count(*) FROM certificate_content WHERE seal <> seal(certificate_key, der)",
    ),
    (
        "users are not what was written",
        "SELECT count(*) FROM user WHERE identity_seal <> seal(user_key, distinguished_name, sip_address,
            user_principal_name, sam_account_name, display_name, common_name, user_account_control, domain_key,
            home_server_key, gone_since)",
    ),
    (
        "users' attributes are not what was written",
        "SELECT count(*) FROM user WHERE seal <> seal(user_key, object_guid, gone_entry, enabled, option_flags,
            when_created, when_changed, line_uri, given_name, surname, department, title, attributes)",
    ),
];

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

    pub(super) fn check_integrity(&self) -> Result<Vec<String>> {
        self.write_pending()?;
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
            if count != 0 {
                findings.push(format!("{} {}", count, name));
            }
        }
        Ok(findings)
    }

    pub(super) fn write_backup(&self, destination: &Path) -> Result<()> {
        if !self.connection.is_autocommit() {
            return Err(Error::InvalidArgument(
                "there is no backup while a change is under way on this handle".to_owned(),
            ));
        }
        let place = destination.display().to_string();
        // An existing file is never overwritten: a backup must not cost an older one.
        location::create(destination)?;
        let copied = self.copy_snapshot(destination, &place);
        if copied.is_err() {
            // What was copied so far is no backup.
            let _ = std::fs::remove_file(destination);
        }
        copied
    }

    /// Copies what the registry holds at this moment. The reading transaction around the steps keeps that in sight:
    /// without it every change of another process would make the copying start again, under steady changes for ever.
    fn copy_snapshot(&self, destination: &Path, place: &str) -> Result<()> {
        self.connection.execute_batch("BEGIN; SELECT count(*) FROM registry;").at(&self.location)?;
        let copied = self.copy_into(destination, place);
        let ended = self.connection.execute_batch("ROLLBACK").at(&self.location);
        copied.and(ended)
    }

    fn copy_into(&self, destination: &Path, place: &str) -> Result<()> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut target = Connection::open_with_flags(destination, flags).at(place)?;
        {
            let backup = Backup::new(&self.connection, &mut target).at(place)?;
            let started = Instant::now();
            loop {
                self.stop.heard()?;
                match backup.step(PAGES_A_STEP).map_err(|error| translate(error, place))? {
                    StepResult::Done => break,
                    StepResult::More => {}
                    _ if started.elapsed() > LONGEST_PAUSES => {
                        return Err(Error::RegistryUnavailable {
                            location: place.to_owned(),
                            reason: "another process keeps the new file locked".to_owned(),
                        })
                    }
                    _ => std::thread::sleep(PAUSE),
                }
            }
        }
        target.close().map_err(|(_, error)| translate(error, place))
    }
}
