//! Many users, by a query.

use std::sync::Mutex;

use ::cscert_registry::error::{Error, Result};
use ::cscert_registry::model::user::UserSelection;
use ::cscert_registry::query::filter::Filter;
use ::cscert_registry::query::identity::DisplayNamePattern;
use ::cscert_registry::registry::Registry;

use crate::arena::Batch;
use crate::cursor::{open, Cursor, Query};
use crate::error::cscert_error;
use crate::landing::{argument, close, handle, land, lock, Failure};
use crate::registry::{cscert_registry, Core};
use crate::status::cscert_status;
use crate::text::{cscert_text, out};
use crate::user::cscert_user;

/// How many users a batch holds at the most.
const BATCH: usize = 256;
/// As many keys.
const RANGE: i64 = BATCH as i64;
/// No limit to how many users are listed.
const ALL: u64 = u64::MAX;

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
    /// A PowerShell filter as the tree that the console made of it, JSON; absent for all users:
    /// ```text
    /// node  = true | false | {"and": [node, ...]} | {"or": [node, ...]} | {"not": node}
    ///       | {"property": name, "operator": operator, "value": value, "absent": result, "offset": place}
    /// operator = "present" | "eq" | "ne" | "gt" | "ge" | "lt" | "le" | "like" | "notlike"
    /// value = true | false | 123 | "text" | {"time": ticks} | {"guid": "..."}
    /// ```
    /// `absent`, false unless said, is the result where the property is null. Times are in units of 100 nanoseconds since
    /// 1970-01-01T00:00:00Z. A name is a property's, or an attribute's that some import brought. Errors give the `offset` that the
    /// tree states.
    pub filter: cscert_text,
    /// An LDAP filter (RFC 4515), with or without its outer parentheses; absent for all users. What it says of an attribute that no
    /// import ever brought matches nobody, negated or not.
    pub ldap_filter: cscert_text,
    /// The distinguished name at or below which users are; absent for all users.
    pub organizational_unit: cscert_text,
    /// The maximum number of rows; `UINT64_MAX` for all.
    pub limit: u64,
    /// Only this user; 0 for all.
    pub user_key: i64,
}

/// What the query asks of the registry.
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
        user_key: (query.user_key != 0).then_some(query.user_key),
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

/// Warnings about the filter of a query: each is a sentence or two about a name in it that may not mean what its writer thinks. There
/// may be none; `*warnings` is borrowed until the next call on the registry. It may look at every user.
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
            let mut core = lock(core)?;
            let Core { registry, warnings: batch, .. } = &mut *core;
            batch.clear();
            for warning in
                filter.map(|filter| registry.filter_warnings(&filter)).transpose()?.unwrap_or_default()
            {
                let text = batch.text(Some(&warning));
                batch.rows.push(text);
            }
            batch.lend(warnings, count);
            Ok(())
        })
    }
}

/// A cursor over users. It holds no transaction between batches.
pub struct cscert_users(Cursor<Users>);

struct Users {
    selection: UserSelection,
    pattern: Option<DisplayNamePattern>,
    after: i64,
    left: u64,
    /// How far apart the ranges of keys are that are read: two readers take turns, each passing over the other's.
    stride: Option<i64>,
}

impl Users {
    /// Adds those who match of at most `limit` users; returns how many there were, and the last one's key.
    fn read(
        &self,
        registry: &Registry,
        limit: usize,
        batch: &mut Batch<cscert_user>,
    ) -> Result<(usize, Option<i64>)> {
        let mut seen = 0;
        let last = registry.users_after(&self.selection, self.after, limit, &mut |user| {
            seen += 1;
            if self.pattern.as_ref().map_or(true, |pattern| pattern.matches(user.fields.display_name)) {
                batch.push(user);
            }
            Ok(())
        })?;
        Ok((seen, last))
    }

    fn next_page(&mut self, registry: &Registry, batch: &mut Batch<cscert_user>) -> Result<()> {
        let mut at_end = false;
        while batch.rows.is_empty() && self.left > 0 && !at_end {
            let page = BATCH.min(usize::try_from(self.left).unwrap_or(BATCH));
            match self.read(registry, page, batch)? {
                // A page that is not full is the last one: looking for another would be a second search.
                (seen, Some(last)) if seen == page => self.after = last,
                _ => at_end = true,
            }
        }
        self.left = match self.left {
            _ if at_end => 0,
            ALL => ALL,
            left => left.saturating_sub(batch.rows.len() as u64),
        };
        Ok(())
    }

    fn next_range(&mut self, registry: &Registry, stride: i64, batch: &mut Batch<cscert_user>) -> Result<()> {
        if self.left > 0 {
            self.selection.last_key = Some(self.after.saturating_add(RANGE));
            self.read(registry, BATCH, batch)?;
            self.after = self.after.saturating_add(stride);
            if self.after >= registry.last_user_key()? {
                self.left = 0;
            }
        }
        Ok(())
    }
}

impl Query for Users {
    type Row = cscert_user;

    fn next(&mut self, registry: &Registry, batch: &mut Batch<cscert_user>) -> Result<()> {
        match self.stride {
            Some(stride) => self.next_range(registry, stride, batch),
            None => self.next_page(registry, batch),
        }
    }

    fn is_at_end(&self) -> bool {
        self.left == 0
    }

    /// All users, or nearly all, can be divided by their keys. Where few are looked for, most ranges would be empty.
    fn split(&mut self) -> Option<Users> {
        let divisible =
            self.left == ALL && self.selection.filter.is_none() && self.selection.user_key.is_none();
        divisible.then(|| {
            self.stride = Some(2 * RANGE);
            Users {
                selection: self.selection.clone(),
                pattern: self.pattern.clone(),
                after: self.after.saturating_add(RANGE),
                ..*self
            }
        })
    }
}

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
            Ok(Users {
                selection: selection(query, core)?,
                pattern: query.display_name_pattern.text()?.map(DisplayNamePattern::new),
                after: 0,
                left: query.limit,
                stride: None,
            })
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
