//! The audit.

use rusqlite::{params, CachedStatement, Row, Statement};

use crate::error::Result;
use crate::model::audit::chain::hash_of;
use crate::model::audit::{AuditEntry, AuditSelection, Head, NO_HASH};
use crate::model::time::Microseconds;
use crate::store::{AuditStore, Store, VisitEntry};

use super::error::At;
use super::transaction::Transaction;
use super::SqliteStore;

const COLUMNS: &str =
    "sequence, time, operating_system_user, host, process, command, action, outcome, reason, user_key,
    user_name, certificates, detail, account, login_user, remote_caller, previous_hash, hash";

/// Adds an entry.
pub(super) const APPEND: &str =
    "INSERT INTO audit (sequence, time, operating_system_user, host, process, command, action, outcome, reason,
         user_key, user_name, certificates, detail, account, login_user, remote_caller, previous_hash, hash)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";

const HAS_REFUSAL: &str = "SELECT 1 FROM audit WHERE outcome = 'Refused' AND reason = ?1
     AND time >= ?2 AND time < ?3 AND operating_system_user = ?4 AND action = ?5 AND user_key IS ?6 AND user_name IS ?7
     AND login_user IS ?8 AND remote_caller IS ?9";

impl SqliteStore {
    /// Whether the audit holds a refusal that says the same, from the same users and remote caller, at a time from `from` to before `to`.
    pub(super) fn has_refusal(
        &self,
        entry: &AuditEntry,
        from: Microseconds,
        to: Microseconds,
    ) -> Result<bool> {
        let AuditEntry { reason, operating_system_user: user, action, user_name, .. } = entry;
        let (user_key, login_user, remote_caller) = (entry.user_key, &entry.login_user, &entry.remote_caller);
        let values = (reason, from, to, user, action, user_key, user_name, login_user, remote_caller);
        self.first_row(HAS_REFUSAL, values, |_| Ok(())).map(|found| found.is_some())
    }

    pub(super) fn read_audit_head(&self) -> Result<Head> {
        let sql = "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1";
        let head = self.first_row(sql, [], |row| Ok(Head { sequence: row.get(0)?, hash: row.get(1)? }))?;
        Ok(head.unwrap_or(Head { sequence: 0, hash: NO_HASH }))
    }

    /// Where the open transaction adds its entries.
    pub(super) fn audit_end(&self) -> Result<AuditEnd<'_>> {
        let append = self.connection.prepare_cached(APPEND).at(&self.location)?;
        Ok(AuditEnd { store: self, head: self.read_audit_head()?, append })
    }
}

impl AuditStore for SqliteStore {
    fn audit_after(
        &self,
        selection: &AuditSelection,
        after: i64,
        limit: usize,
        visit: &mut VisitEntry<'_>,
    ) -> Result<Option<i64>> {
        self.proceed()?;
        let mut sql = format!("SELECT {} FROM audit WHERE sequence > ?1", COLUMNS);
        if selection.user_key.is_some() {
            // Imports name no user; a user's certificates and its leaving point to the entry that brought them.
            sql.push_str(
                " AND sequence IN (SELECT sequence FROM audit WHERE user_key = ?2
                   UNION SELECT publication_entry FROM certificate WHERE user_key = ?2
                   UNION SELECT revocation_entry FROM certificate WHERE user_key = ?2
                   UNION SELECT gone_entry FROM user WHERE user_key = ?2)",
            );
        }
        for (wanted, condition) in [
            (selection.action.is_some(), " AND action = ?3 COLLATE NOCASE"),
            (selection.after.is_some(), " AND time > ?4"),
            (selection.before.is_some(), " AND time < ?5"),
        ] {
            if wanted {
                sql.push_str(condition);
            }
        }
        sql.push_str(" ORDER BY sequence LIMIT ?6");
        let AuditSelection { user_key, action, after: from, before } = selection;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut last = None;
        self.each_row(&sql, (after, user_key, action, from, before, limit), |row| {
            let entry = audit_entry(row).at(&self.location)?;
            last = Some(entry.sequence);
            visit(&entry)
        })?;
        Ok(last)
    }

    fn record(&self, mut refused: AuditEntry) -> Result<()> {
        let transaction = Transaction::begin(self)?;
        self.audit_end()?.append(&mut refused)?;
        transaction.end(false)
    }
}

/// The end of the audit. Nobody else adds to it while a transaction is open.
pub(super) struct AuditEnd<'s> {
    store: &'s SqliteStore,
    head: Head,
    append: CachedStatement<'s>,
}

impl AuditEnd<'_> {
    /// The sequence that the next entry will have.
    pub(super) fn next(&self) -> Result<i64> {
        self.head.sequence.checked_add(1).ok_or_else(|| {
            let store: &dyn Store = self.store;
            store.damaged("the sequence number of its last audit entry is not valid".to_owned())
        })
    }

    /// Makes an entry follow the newest one, and adds it; returns its sequence.
    pub(super) fn append(&mut self, entry: &mut AuditEntry) -> Result<i64> {
        entry.sequence = self.next()?;
        entry.previous_hash = self.head.hash;
        entry.hash = hash_of(entry);
        append(&mut self.append, entry).at_writing(&self.store.location)?;
        self.head = Head { sequence: entry.sequence, hash: entry.hash };
        Ok(entry.sequence)
    }
}

/// Executes `APPEND`.
fn append(statement: &mut Statement<'_>, entry: &AuditEntry) -> rusqlite::Result<()> {
    statement
        .execute(params![
            entry.sequence,
            entry.time,
            &entry.operating_system_user,
            &entry.host,
            &entry.process,
            &entry.command,
            &entry.action,
            &entry.outcome,
            &entry.reason,
            entry.user_key,
            &entry.user_name,
            entry.certificates as i64,
            &entry.detail,
            &entry.account,
            &entry.login_user,
            &entry.remote_caller,
            entry.previous_hash,
            entry.hash,
        ])
        .map(|_| ())
}

fn audit_entry(row: &Row<'_>) -> rusqlite::Result<AuditEntry> {
    Ok(AuditEntry {
        sequence: row.get(0)?,
        time: row.get(1)?,
        operating_system_user: row.get(2)?,
        host: row.get(3)?,
        process: row.get(4)?,
        command: row.get(5)?,
        action: row.get(6)?,
        outcome: row.get(7)?,
        reason: row.get(8)?,
        user_key: row.get(9)?,
        user_name: row.get(10)?,
        certificates: row.get::<_, i64>(11)? as u64,
        detail: row.get(12)?,
        account: row.get(13)?,
        login_user: row.get(14)?,
        remote_caller: row.get(15)?,
        previous_hash: row.get(16)?,
        hash: row.get(17)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::plan::assert_reads;
    use super::*;

    #[test]
    fn a_refusal_is_looked_for_among_those_that_say_the_same() {
        assert_reads(HAS_REFUSAL, "SEARCH audit USING INDEX audit_refusal (reason=? AND time>? AND time<?)");
    }
}
