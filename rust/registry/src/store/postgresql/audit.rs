//! The audit.

use cscert_postgresql::{Error as ServerSays, Parameter, Row};

use crate::error::Result;
use crate::model::audit::{AuditEntry, AuditSelection, Head};
use crate::model::keys::UserKey;
use crate::store::{AuditStore, Counts, VisitEntry};

use super::connection::request::{new_request, texts_of};
use super::connection::Answer;
use super::error::Role;
use super::question::Question;
use super::PostgresqlStore;

/// Up to the conditions of a selection.
const ENTRIES: &str =
    "select sequence, time, operating_system_user, host, process, command, action, outcome, reason, user_key,
    user_name, certificates, detail, account, login_user, remote_caller, previous_hash, hash from audit where sequence > $1";

/// Imports name no user; a user's certificates and its leaving point to the entry that brought them.
const OF_USER: &str = " and entry_id in (select entry_id from audit where user_key = $3
    union select publication_entry from certificate where user_key = $3
    union select revocation_entry from certificate where user_key = $3
    union select gone_entry from users where user_key = $3)";

/// The audit has no gaps: its last sequence is the number of its entries.
const DESCRIPTION: &str = "select (select count(*) from users where gone_since is null),
    (select count(*) from certificate), h.sequence, h.hash from audit_head h";

const RECORD: &str = "select record_refusal($1, $2, $3, $4, $5, $6)";

impl AuditStore for PostgresqlStore {
    fn audit_after(
        &self,
        selection: &AuditSelection,
        after: i64,
        limit: usize,
        visit: &mut VisitEntry<'_>,
    ) -> Result<Option<i64>> {
        self.proceed()?;
        let question = match entries_after(selection, after, limit) {
            Some(question) => question,
            None => return Ok(None),
        };
        let entries =
            self.connection.rows(Role::Auditor, &question.sql, &question.parameters(), audit_entry)?;
        for entry in &entries {
            visit(entry)?;
        }
        Ok(entries.last().map(|entry| entry.sequence))
    }

    fn record(&self, refused: AuditEntry) -> Result<()> {
        self.refuse_second_change()?;
        let (request, caller) = (new_request(), texts_of(&self.caller));
        let AuditEntry { action, user_key, user_name, reason, .. } = refused;
        let (user_key, reason) = (user_key.map(|key| key.0), reason.unwrap_or_default());
        let parameters: [&dyn Parameter; 6] =
            [&request, &&caller[..], &action, &user_key, &user_name, &reason];
        let record = || {
            self.connection.shield(true);
            let recorded = self.connection.client().and_then(|mut client| {
                client.change(RECORD, &parameters, &mut |_| Ok::<_, ServerSays>(true))
            });
            self.connection.shield(false);
            recorded.map(|committed| self.connection.note(&committed))
        };
        // A request that comes again is recorded once.
        let recorded = match record() {
            Err(ServerSays::OutcomeUnknown(_)) => record(),
            Err(error) if self.connection.is_lost(Some(&error)) => record(),
            other => other,
        };
        recorded.map_err(|error| self.connection.error(error, Role::Changer))
    }
}

impl PostgresqlStore {
    /// Asks for what `audit_after` reads, and does not wait.
    pub(super) fn ask_audit_after(&self, selection: &AuditSelection, after: i64, limit: usize) {
        if let Some(question) = entries_after(selection, after, limit) {
            self.connection.ask_ahead(&[(&question.sql, &question.parameters())]);
        }
    }

    pub(super) fn read_description(&self) -> Result<(Counts, Head)> {
        self.connection.row(Role::Reader, DESCRIPTION, &[], |row| {
            let number = |at| row.get::<i64>(at).map(i64::unsigned_abs);
            let counts = Counts { users: number(0)?, certificates: number(1)?, audit_entries: number(2)? };
            Ok((counts, Head { sequence: row.get(2)?, hash: row.get(3)? }))
        })
    }
}

/// The statement for a page; none where no entry can be selected.
fn entries_after(selection: &AuditSelection, after: i64, limit: usize) -> Option<Question<'_>> {
    let action = selection.action.as_deref();
    if action.map_or(false, |action| action.contains('\0')) {
        // No text of the server's holds it.
        return None;
    }
    let mut sql = ENTRIES.to_owned();
    for (wanted, condition) in [
        (selection.user_key.is_some(), OF_USER),
        (action.is_some(), " and lower(action) = lower($4 collate \"C\")"),
        (selection.after.is_some(), " and time > $5"),
        (selection.before.is_some(), " and time < $6"),
    ] {
        if wanted {
            sql.push_str(condition);
        }
    }
    sql.push_str(" order by sequence limit $2");
    let values: Vec<Box<dyn Parameter + '_>> = vec![
        Box::new(after),
        Box::new(i64::try_from(limit).unwrap_or(i64::MAX)),
        Box::new(selection.user_key.map(|key| key.0)),
        Box::new(action),
        Box::new(selection.after),
        Box::new(selection.before),
    ];
    Some(Question { sql, values })
}

fn audit_entry(row: &Row<'_>) -> Answer<AuditEntry> {
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
        user_key: row.get::<Option<i64>>(9)?.map(UserKey),
        user_name: row.get(10)?,
        certificates: row.get::<i64>(11)?.unsigned_abs(),
        detail: row.get(12)?,
        account: row.get(13)?,
        login_user: row.get(14)?,
        remote_caller: row.get(15)?,
        previous_hash: row.get(16)?,
        hash: row.get(17)?,
    })
}
