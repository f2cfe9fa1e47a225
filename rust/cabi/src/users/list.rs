//! Many users, by a query.

use std::sync::{Arc, Mutex};

use ::cscert_registry::error::Error;
use ::cscert_registry::model::keys::UserKey;
use ::cscert_registry::model::user::UserSelection;
use ::cscert_registry::query::filter::Filter;
use ::cscert_registry::query::identity::DisplayNamePattern;
use ::cscert_registry::store::listing::{Keeps, Listing};

use crate::interface::arena::Batch;
use crate::interface::cursor::{open, Cursor};
use crate::interface::error::cscert_error;
use crate::interface::landing::{argument, close, handle, land, lock, Failure};
use crate::interface::status::cscert_status;
use crate::interface::text::{cscert_text, out};
use crate::registry::{cscert_registry, Core};
use crate::users::row::cscert_user;

/// Only users without a Registrar pool.
pub const CSCERT_USERS_UNASSIGNED: u32 = 1;
/// Only users with a Registrar pool.
pub const CSCERT_USERS_ON_MODERN_SERVER: u32 = 2;
/// Only users whose home server is not a Registrar pool.
pub const CSCERT_USERS_ON_OFFICE_COMMUNICATIONS_SERVER: u32 = 4;

/// The users that Get-CsUser lists: only those with a SIP address that are in the directory.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_user_query {
    /// `CSCERT_USERS_*`.
    pub flags: u32,
    /// A display name in which `*` matches any text; absent for all users.
    pub display_name_pattern: cscert_text,
    /// A PowerShell filter as the JSON tree that the console creates; absent for all users:
    /// ```text
    /// node  = true | false | {"and": [node, ...]} | {"or": [node, ...]} | {"not": node}
    ///       | {"property": name, "operator": operator, "value": value, "absent": result, "offset": place}
    /// operator = "present" | "eq" | "ne" | "gt" | "ge" | "lt" | "le" | "like" | "notlike"
    /// value = true | false | 123 | "text" | {"time": ticks} | {"guid": "..."}
    /// ```
    /// `absent`, false by default, is the result if the property is null. Times are in units of 100 nanoseconds since
    /// 1970-01-01T00:00:00Z. A name is that of a property, or of an imported attribute. Errors have the `offset` in the
    /// tree.
    pub filter: cscert_text,
    /// An LDAP filter (RFC 4515), with or without its outer parentheses; absent for all users. A condition on an attribute that no
    /// import ever had matches no user, negated or not.
    pub ldap_filter: cscert_text,
    /// The distinguished name at or below which users are; absent for all users.
    pub organizational_unit: cscert_text,
    /// The maximum number of rows; `UINT64_MAX` for all.
    pub limit: u64,
    /// Only this user; 0 for all.
    pub user_key: i64,
}

/// The selection for a query.
///
/// # Safety
/// The query's texts must be readable.
unsafe fn selection(
    query: &cscert_user_query,
    core: &Mutex<Core>,
) -> std::result::Result<UserSelection, Failure> {
    let flag = |bit: u32| query.flags & bit != 0;
    // SAFETY: the caller vouches for the texts.
    let (filter, unit) = unsafe { (filter(query, core)?, query.organizational_unit.text()?) };
    Ok(UserSelection {
        unassigned: flag(CSCERT_USERS_UNASSIGNED),
        on_modern_server: flag(CSCERT_USERS_ON_MODERN_SERVER),
        on_office_communications_server: flag(CSCERT_USERS_ON_OFFICE_COMMUNICATIONS_SERVER),
        user_key: (query.user_key != 0).then_some(UserKey(query.user_key)),
        last_key: None,
        organizational_unit: unit.map(UserSelection::organizational_unit).transpose()?,
        filter,
    })
}

/// The query's filter, if it has one.
///
/// # Safety
/// The query's texts must be readable.
unsafe fn filter(
    query: &cscert_user_query,
    core: &Mutex<Core>,
) -> std::result::Result<Option<Filter>, Failure> {
    // SAFETY: the caller vouches for the texts.
    let (tree, ldap) = unsafe { (query.filter.text()?, query.ldap_filter.text()?) };
    if tree.is_none() && ldap.is_none() {
        return Ok(None);
    }
    let core = lock(core)?;
    let known = || core.registry.known_attributes();
    Ok(match (tree, ldap) {
        (Some(_), Some(_)) => {
            return Err(
                Error::InvalidArgument("filter and ldap_filter cannot be used together".to_owned()).into()
            )
        }
        (Some(tree), None) => Some(Filter::from_tree(tree, &known)?),
        (None, ldap) => ldap.map(|text| Filter::from_ldap(text, &known)).transpose()?,
    })
}

/// Warnings about the filter of a query: each is a sentence or two about a name in it that may not have the intended meaning. There
/// can be none; `*warnings` is borrowed until the next call on the registry. This can read all users.
///
/// Statuses: `CSCERT_INVALID_FILTER`.
///
/// # Safety
/// `registry` must be open; `query` readable; `warnings` and `count` writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_filter_warnings(
    registry: *const cscert_registry,
    query: *const cscert_user_query,
    warnings: *mut *const cscert_text,
    count: *mut usize,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let core = &handle(registry, "registry")?.core;
            let (warnings, count) = (out(warnings, "warnings")?, out(count, "count")?);
            let filter = filter(argument(query, "query")?, core)?;
            let Core { registry, lent } = &mut *lock(core)?;
            let found = filter.map(|filter| registry.filter_warnings(&filter)).transpose()?;
            lent.warnings.fill(&found.unwrap_or_default());
            lent.warnings.lend(warnings, count);
            Ok(())
        })
    }
}

/// A cursor over users. It holds no transaction between batches.
pub struct cscert_users(Cursor<Listing<Batch<cscert_user>>>);

/// Starts a query. On success `*users` is a cursor that `cscert_users_close` ends; it may outlive the registry's handle.
///
/// Statuses: `CSCERT_INVALID_FILTER`, also for an organizational unit that is not a valid distinguished name.
///
/// # Safety
/// `registry` must be open; `query` readable; `users` writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_users_open(
    registry: *const cscert_registry,
    query: *const cscert_user_query,
    users: *mut *mut cscert_users,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        open(registry, query, users, error, cscert_users, |core, query| {
            let pattern = query.display_name_pattern.text()?.map(DisplayNamePattern::new);
            let keeps = pattern
                .map(|pattern| -> Keeps { Arc::new(move |user| pattern.matches(user.fields.display_name)) });
            Ok(Listing::users(selection(query, core)?, keeps, query.limit))
        })
    }
}

/// Reads the next batch. `*rows` is borrowed until the next call on this cursor; `*count` 0 is the end.
///
/// # Safety
/// `users` must be open; `rows` and `count` writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_users_next(
    users: *const cscert_users,
    rows: *mut *const cscert_user,
    count: *mut usize,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe { land(error, || handle(users, "users")?.0.next(rows, count)) }
}

/// Ends a cursor. NULL is allowed.
///
/// # Safety
/// `users` must come from `cscert_users_open` and must not be used afterwards.
#[no_mangle]
pub unsafe extern "C" fn cscert_users_close(users: *mut cscert_users) {
    // SAFETY: the caller vouches for it.
    unsafe { close(users) }
}
