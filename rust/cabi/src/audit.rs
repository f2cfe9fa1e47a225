//! The audit.

use ::cscert_registry::error::{Error, Result};
use ::cscert_registry::model::audit::{Action, AuditEntry, AuditSelection};
use ::cscert_registry::registry::Registry;

use crate::arena::{Batch, Row};
use crate::cursor::{Cursor, Query};
use crate::error::cscert_error;
use crate::identity::cscert_identity;
use crate::landing::{argument, close, give, handle, land, lock};
use crate::none_or_time;
use crate::registry::cscert_registry;
use crate::status::cscert_status;
use crate::text::{cscert_text, out};

/// How many entries a batch holds at the most.
const BATCH: usize = 256;

/// Which entries are asked for; all conditions must hold.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_audit_query {
    /// Only entries about this user; NULL for all.
    pub identity: *const cscert_identity,
    /// Only entries of this action (`Publish`, `Revoke`, `Import`, `Prune`); or absent.
    pub action: cscert_text,
    /// Only entries after this time, or `CSCERT_NO_TIME`.
    pub after: i64,
    /// Only entries before this time, or `CSCERT_NO_TIME`.
    pub before: i64,
    /// How many at the most; `UINT64_MAX` for all.
    pub limit: u64,
}

/// One entry of the audit.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_audit_entry {
    /// Its place, from 1, without gaps.
    pub sequence: i64,
    /// When.
    pub time: i64,
    /// The user it was done to; 0 where it was done to none.
    pub user_key: i64,
    /// How many certificates were touched.
    pub certificates: u64,
    /// The hash of the entry before.
    pub previous_hash: [u8; 32],
    /// This entry's hash.
    pub hash: [u8; 32],
    /// The operating system's effective user.
    pub operating_system_user: cscert_text,
    /// The host's name.
    pub host: cscert_text,
    /// Executable and process id.
    pub process: cscert_text,
    /// The command at work.
    pub command: cscert_text,
    /// `Publish`, `Revoke`, `Import` or `Prune`.
    pub action: cscert_text,
    /// `Succeeded` or `Refused`.
    pub outcome: cscert_text,
    /// Why; or absent.
    pub reason: cscert_text,
    /// The user's name at that time; or absent.
    pub user_name: cscert_text,
    /// More, as a JSON object; or absent.
    pub detail: cscert_text,
}

impl Row for cscert_audit_entry {
    fn texts(&mut self, each: &mut dyn FnMut(&mut cscert_text)) {
        for text in [
            &mut self.operating_system_user,
            &mut self.host,
            &mut self.process,
            &mut self.command,
            &mut self.action,
            &mut self.outcome,
            &mut self.reason,
            &mut self.user_name,
            &mut self.detail,
        ] {
            each(text);
        }
    }
}

impl Batch<cscert_audit_entry> {
    fn push(&mut self, entry: &AuditEntry) {
        let row = cscert_audit_entry {
            sequence: entry.sequence,
            time: entry.time,
            user_key: entry.user_key.unwrap_or(0),
            certificates: entry.certificates,
            previous_hash: entry.previous_hash,
            hash: entry.hash,
            operating_system_user: self.text(Some(&entry.operating_system_user)),
            host: self.text(Some(&entry.host)),
            process: self.text(Some(&entry.process)),
            command: self.text(Some(&entry.command)),
            action: self.text(Some(&entry.action)),
            outcome: self.text(Some(&entry.outcome)),
            reason: self.text(entry.reason.as_deref()),
            user_name: self.text(entry.user_name.as_deref()),
            detail: self.text(entry.detail.as_deref()),
        };
        self.rows.push(row);
    }
}

/// A cursor over the audit, oldest entries first. It holds no transaction between batches.
pub struct cscert_audit(Cursor<Entries>);

struct Entries {
    selection: AuditSelection,
    after: i64,
    left: u64,
}

impl Query for Entries {
    type Row = cscert_audit_entry;

    fn next(&mut self, registry: &Registry, batch: &mut Batch<cscert_audit_entry>) -> Result<()> {
        let page = BATCH.min(usize::try_from(self.left).unwrap_or(BATCH));
        if page == 0 {
            return Ok(());
        }
        let last = registry.audit_after(&self.selection, self.after, page, &mut |entry| {
            batch.push(entry);
            Ok(())
        })?;
        match last {
            Some(last) => {
                self.after = last;
                self.left -= batch.rows.len() as u64;
            }
            None => self.left = 0,
        }
        Ok(())
    }

    fn is_at_end(&self) -> bool {
        self.left == 0
    }
}

/// Starts a query. On success `*audit` is a cursor that `cscert_audit_close` ends; it may outlive the registry's handle.
///
/// Statuses: those of `cscert_user_find`, where an identity is given.
///
/// # Safety
/// `registry` must be open; `query` readable with all its pointers; `audit` writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_audit_open(
    registry: *const cscert_registry,
    query: *const cscert_audit_query,
    audit: *mut *mut cscert_audit,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let shared = handle(registry, "registry")?.core.clone();
            let query = argument(query, "query")?;
            let audit = out(audit, "audit")?;
            let user_key = match query.identity.as_ref() {
                Some(identity) => Some(lock(&shared)?.registry.resolve(&identity.read()?)?.key),
                None => None,
            };
            let action = match query.action.text()? {
                Some(name) => Some(
                    Action::from_name(name)
                        .ok_or_else(|| Error::InvalidArgument(format!("\"{}\" is no action", name)))?,
                ),
                None => None,
            };
            let wanted = Entries {
                selection: AuditSelection {
                    user_key,
                    action: action.map(|action| action.name().to_owned()),
                    after: none_or_time(query.after),
                    before: none_or_time(query.before),
                },
                after: 0,
                left: query.limit,
            };
            audit.write(give(cscert_audit(Cursor::new(shared, wanted))));
            Ok(())
        })
    }
}

/// Reads the next batch. `*entries` is borrowed until the next call on this cursor; `*count` 0 is the end.
///
/// # Safety
/// `audit` must be open; `entries` and `count` writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_audit_next(
    audit: *const cscert_audit,
    entries: *mut *const cscert_audit_entry,
    count: *mut usize,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe { land(error, || handle(audit, "audit")?.0.next(entries, count)) }
}

/// Ends a cursor. NULL is allowed.
///
/// # Safety
/// `audit` must come from `cscert_audit_open` and must not be used afterwards.
#[no_mangle]
pub unsafe extern "C" fn cscert_audit_close(audit: *mut cscert_audit) {
    // SAFETY: the caller vouches for it.
    unsafe { close(audit) }
}
