//! The audit log.

use ::cscert_registry::error::{Error, Result};
use ::cscert_registry::model::audit::{Action, AuditEntry, AuditSelection};
use ::cscert_registry::store::listing::Listing;

use crate::interface::arena::{page, texts, Batch};
use crate::interface::cursor::{open, Cursor};
use crate::interface::error::cscert_error;
use crate::interface::identity::cscert_identity;
use crate::interface::landing::{close, handle, land, lock};
use crate::interface::status::cscert_status;
use crate::interface::text::cscert_text;
use crate::none_or_time;
use crate::registry::cscert_registry;

/// Conditions for audit entries; all must be met.
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
    /// The maximum number of rows; `UINT64_MAX` for all.
    pub limit: u64,
    /// Only entries whose sequence number is greater; 0 for all.
    pub after_sequence: i64,
}

/// An entry of the audit log.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_audit_entry {
    /// Its sequence number, from 1, without gaps.
    pub sequence: i64,
    /// The time.
    pub time: i64,
    /// The user concerned; 0 if none.
    pub user_key: i64,
    /// The number of certificates affected.
    pub certificates: u64,
    /// The hash of the previous entry.
    pub previous_hash: [u8; 32],
    /// The hash of this entry.
    pub hash: [u8; 32],
    /// The effective user of the operating system.
    pub operating_system_user: cscert_text,
    /// The host name.
    pub host: cscert_text,
    /// The executable and the process id.
    pub process: cscert_text,
    /// The command.
    pub command: cscert_text,
    /// `Publish`, `Revoke`, `Import` or `Prune`.
    pub action: cscert_text,
    /// `Succeeded` or `Refused`.
    pub outcome: cscert_text,
    /// The reason; or absent.
    pub reason: cscert_text,
    /// The user's name at that time; or absent.
    pub user_name: cscert_text,
    /// Details as a JSON object; or absent.
    pub detail: cscert_text,
    /// The user that the database server authenticated; absent for a registry in a file.
    pub account: cscert_text,
    /// The user who logged in to the operating system, whom sudo does not change; absent if it was not known.
    pub login_user: cscert_text,
    /// Who was at the other end of a remote session; absent if there was none.
    pub remote_caller: cscert_text,
}

texts!(
    cscert_audit_entry: operating_system_user, host, process, command, action, outcome, reason,
        user_name, detail, account, login_user, remote_caller
);

page!(cscert_audit_entry: entry(AuditEntry));

impl Batch<cscert_audit_entry> {
    fn push(&mut self, entry: &AuditEntry) {
        let row = cscert_audit_entry {
            sequence: entry.sequence,
            time: entry.time,
            user_key: entry.user_key.map_or(0, |key| key.0),
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
            account: self.text(entry.account.as_deref()),
            login_user: self.text(entry.login_user.as_deref()),
            remote_caller: self.text(entry.remote_caller.as_deref()),
        };
        self.rows.push(row);
    }
}

/// A cursor over the audit log, oldest entries first. It holds no transaction between batches.
pub struct cscert_audit(Cursor<Listing<Batch<cscert_audit_entry>>>);

pub(crate) fn action_named(name: &str) -> Result<Action> {
    Action::from_name(name)
        .ok_or_else(|| Error::InvalidArgument(format!("\"{}\" is not a valid action", name)))
}

/// Starts a query. On success `*audit` is a cursor that `cscert_audit_close` ends; it may outlive the registry's handle.
///
/// Statuses: those of `cscert_user_find`, if an identity is given.
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
        open(registry, query, audit, error, cscert_audit, |core, query| {
            let user_key = match query.identity.as_ref() {
                Some(identity) => Some(lock(core)?.registry.resolve(&identity.read()?)?.key),
                None => None,
            };
            let action = query.action.text()?.map(action_named).transpose()?;
            let selection = AuditSelection {
                user_key,
                action: action.map(|action| action.name().to_owned()),
                after: none_or_time(query.after),
                before: none_or_time(query.before),
            };
            Ok(Listing::audit(selection, query.after_sequence, query.limit))
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
