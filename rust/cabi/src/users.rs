//! Users: one by identity, or many by a query.

use std::sync::Mutex;

use ::cscert_registry::error::{Error, Result};
use ::cscert_registry::model::user::{UserRow, UserSelection};
use ::cscert_registry::query::filter::Filter;
use ::cscert_registry::query::former_users::FormerUser;
use ::cscert_registry::query::identity::{DisplayNamePattern, Form, Found};
use ::cscert_registry::registry::Registry;

use crate::arena::{Batch, Row};
use crate::cursor::{Cursor, Query};
use crate::error::cscert_error;
use crate::identity::{cscert_identity, CSCERT_FORM_DISPLAY_NAME};
use crate::landing::{argument, close, give, handle, land, lock, Failure};
use crate::registry::{cscert_registry, Core};
use crate::status::cscert_status;
use crate::text::{cscert_text, out};
use crate::{time_or_none, CSCERT_NO_TIME};

/// `object_guid` is there.
pub const CSCERT_USER_HAS_OBJECT_GUID: u32 = 1;
/// `msRTCSIP-UserEnabled` is there.
pub const CSCERT_USER_HAS_ENABLED: u32 = 2;
/// `msRTCSIP-UserEnabled` is TRUE.
pub const CSCERT_USER_ENABLED: u32 = 4;
/// `user_account_control` is there.
pub const CSCERT_USER_HAS_USER_ACCOUNT_CONTROL: u32 = 8;
/// `option_flags` is there.
pub const CSCERT_USER_HAS_OPTION_FLAGS: u32 = 16;
/// The directory no longer holds the user.
pub const CSCERT_USER_GONE: u32 = 32;

/// How many users a batch holds at the most.
const BATCH: usize = 256;
/// As many keys.
const RANGE: i64 = BATCH as i64;
/// No limit to how many users are listed.
const ALL: u64 = u64::MAX;
/// Among how many rows before it a row looks for its home server.
const SHARING: usize = 8;

/// A user.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_user {
    /// Never reused; valid in its registry only.
    pub user_key: i64,
    /// `objectGUID`, in the directory's byte order.
    pub object_guid: [u8; 16],
    /// `CSCERT_USER_*`.
    pub flags: u32,
    /// `userAccountControl`.
    pub user_account_control: u32,
    /// `msRTCSIP-OptionFlags`.
    pub option_flags: u32,
    /// `whenCreated`, or `CSCERT_NO_TIME`.
    pub when_created: i64,
    /// `whenChanged`, or `CSCERT_NO_TIME`.
    pub when_changed: i64,
    /// Since when the directory no longer holds the user, or `CSCERT_NO_TIME`.
    pub gone_since: i64,
    /// The one stretch of memory in which the texts of this row lie, but for `registrar_pool` and `home_server`, which rows share.
    pub text: cscert_text,
    /// `distinguishedName`.
    pub distinguished_name: cscert_text,
    /// `msRTCSIP-PrimaryUserAddress`, with `sip:`.
    pub sip_address: cscert_text,
    /// The Registrar pool's name.
    pub registrar_pool: cscert_text,
    /// `msRTCSIP-PrimaryHomeServer`.
    pub home_server: cscert_text,
    /// `displayName`.
    pub display_name: cscert_text,
    /// `sAMAccountName`.
    pub sam_account_name: cscert_text,
    /// `userPrincipalName`.
    pub user_principal_name: cscert_text,
    /// `cn`.
    pub common_name: cscert_text,
    /// `msRTCSIP-Line`.
    pub line_uri: cscert_text,
    /// `givenName`.
    pub given_name: cscert_text,
    /// `sn`.
    pub surname: cscert_text,
    /// `department`.
    pub department: cscert_text,
    /// `title`.
    pub title: cscert_text,
    /// The other imported attributes: a JSON object of arrays, `{"name": ["text", {"base64": "…"}]}`.
    pub attributes: cscert_text,
}

impl cscert_user {
    /// Nothing known.
    const ABSENT: cscert_user = cscert_user {
        user_key: 0,
        object_guid: [0; 16],
        flags: 0,
        user_account_control: 0,
        option_flags: 0,
        when_created: CSCERT_NO_TIME,
        when_changed: CSCERT_NO_TIME,
        gone_since: CSCERT_NO_TIME,
        text: cscert_text::ABSENT,
        distinguished_name: cscert_text::ABSENT,
        sip_address: cscert_text::ABSENT,
        registrar_pool: cscert_text::ABSENT,
        home_server: cscert_text::ABSENT,
        display_name: cscert_text::ABSENT,
        sam_account_name: cscert_text::ABSENT,
        user_principal_name: cscert_text::ABSENT,
        common_name: cscert_text::ABSENT,
        line_uri: cscert_text::ABSENT,
        given_name: cscert_text::ABSENT,
        surname: cscert_text::ABSENT,
        department: cscert_text::ABSENT,
        title: cscert_text::ABSENT,
        attributes: cscert_text::ABSENT,
    };
}

impl Row for cscert_user {
    fn texts(&mut self, each: &mut dyn FnMut(&mut cscert_text)) {
        for text in [
            &mut self.text,
            &mut self.distinguished_name,
            &mut self.sip_address,
            &mut self.registrar_pool,
            &mut self.home_server,
            &mut self.display_name,
            &mut self.sam_account_name,
            &mut self.user_principal_name,
            &mut self.common_name,
            &mut self.line_uri,
            &mut self.given_name,
            &mut self.surname,
            &mut self.department,
            &mut self.title,
            &mut self.attributes,
        ] {
            each(text);
        }
    }
}

impl Batch<cscert_user> {
    fn push(&mut self, user: &UserRow<'_>) {
        let fields = &user.fields;
        let flag = |set: bool, bit: u32| if set { bit } else { 0 };
        let (registrar_pool, home_server) = self.home_server(user);
        let mark = self.mark();
        let mut row = cscert_user {
            user_key: user.key,
            object_guid: fields.object_guid.map_or([0; 16], |guid| *guid.directory_bytes()),
            flags: flag(fields.object_guid.is_some(), CSCERT_USER_HAS_OBJECT_GUID)
                | flag(fields.enabled.is_some(), CSCERT_USER_HAS_ENABLED)
                | flag(fields.enabled == Some(true), CSCERT_USER_ENABLED)
                | flag(fields.user_account_control.is_some(), CSCERT_USER_HAS_USER_ACCOUNT_CONTROL)
                | flag(fields.option_flags.is_some(), CSCERT_USER_HAS_OPTION_FLAGS)
                | flag(user.gone_since.is_some(), CSCERT_USER_GONE),
            user_account_control: fields.user_account_control.unwrap_or(0),
            option_flags: fields.option_flags.unwrap_or(0),
            when_created: time_or_none(fields.when_created),
            when_changed: time_or_none(fields.when_changed),
            gone_since: time_or_none(user.gone_since),
            text: cscert_text::ABSENT,
            distinguished_name: self.text(Some(fields.distinguished_name)),
            sip_address: self.text(fields.sip_address),
            registrar_pool,
            home_server,
            display_name: self.text(fields.display_name),
            sam_account_name: self.text(fields.sam_account_name),
            user_principal_name: self.text(fields.user_principal_name),
            common_name: self.text(fields.common_name),
            line_uri: self.text(fields.line_uri),
            given_name: self.text(fields.given_name),
            surname: self.text(fields.surname),
            department: self.text(fields.department),
            title: self.text(fields.title),
            attributes: self.text(fields.attributes),
        };
        row.text = self.since(mark);
        self.rows.push(row);
    }

    /// A user whom the directory no longer holds, and of it only what tells it apart.
    pub fn push_former(&mut self, user: &FormerUser) {
        let mark = self.mark();
        let mut row = cscert_user {
            user_key: user.key,
            object_guid: user.object_guid.map_or([0; 16], |guid| *guid.directory_bytes()),
            flags: CSCERT_USER_GONE
                | if user.object_guid.is_some() { CSCERT_USER_HAS_OBJECT_GUID } else { 0 },
            distinguished_name: self.text(Some(&user.distinguished_name)),
            sip_address: self.text(user.sip_address.as_deref()),
            ..cscert_user::ABSENT
        };
        row.text = self.since(mark);
        self.rows.push(row);
    }

    fn push_identity(&mut self, user: &Found) {
        let mark = self.mark();
        let mut row = cscert_user {
            user_key: user.key,
            flags: if user.gone { CSCERT_USER_GONE } else { 0 },
            distinguished_name: self.text(Some(&user.distinguished_name)),
            sip_address: self.text(user.sip_address.as_deref()),
            ..cscert_user::ABSENT
        };
        row.text = self.since(mark);
        self.rows.push(row);
    }

    /// The Registrar pool and the home server: those of a row shortly before, where they say the same.
    fn home_server(&mut self, user: &UserRow<'_>) -> (cscert_text, cscert_text) {
        let same = |row: &&cscert_user| {
            self.stored(row.home_server) == user.fields.home_server.map(str::as_bytes)
                && self.stored(row.registrar_pool) == user.registrar_pool.map(str::as_bytes)
        };
        match self.rows.iter().rev().take(SHARING).find(same) {
            Some(row) => (row.registrar_pool, row.home_server),
            None => (self.text(user.registrar_pool), self.text(user.fields.home_server)),
        }
    }
}

/// Any user, also one without a SIP address or one that the directory no longer holds.
pub const CSCERT_FIND_ANY_USER: u32 = 0;
/// Only users that Get-CsUser knows: with a SIP address, and in the directory. A display name that holds `*` is a pattern, although
/// somebody may have it as it stands.
pub const CSCERT_FIND_LISTED_USERS: u32 = 1;
/// Of the user, only what tells it apart: `user_key`, `distinguished_name`, `sip_address`, and `CSCERT_USER_GONE` in `flags`.
pub const CSCERT_FIND_IDENTITY_ONLY: u32 = 2;

/// Finds the one user that `identity` names. `*user` is borrowed until the next call on the registry; `matched_form`, which
/// may be NULL, receives a `CSCERT_FORM_*`. On `CSCERT_WILDCARD_NOT_SUPPORTED` it is `CSCERT_FORM_DISPLAY_NAME` where the
/// text has no other form than a display name, and so may be a pattern for `cscert_users_open`; else 0.
///
/// Statuses: `CSCERT_MANAGEMENT_OBJECT_NOT_FOUND`, `CSCERT_AMBIGUOUS_IDENTITY`, `CSCERT_WILDCARD_NOT_SUPPORTED`.
///
/// # Safety
/// `registry` must be open; `identity` must be readable; `user` writable; `matched_form` and `error` may be NULL, else
/// writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_user_find(
    registry: *const cscert_registry,
    identity: *const cscert_identity,
    flags: u32,
    user: *mut *const cscert_user,
    matched_form: *mut u32,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let mut core = lock(&handle(registry, "registry")?.core)?;
            let user = out(user, "user")?;
            let identity = argument(identity, "identity")?.read()?;
            let resolved = if flags & CSCERT_FIND_LISTED_USERS != 0 {
                core.registry.resolve_listed(&identity)
            } else {
                core.registry.resolve(&identity)
            };
            if let (Err(Error::WildcardNotSupported { .. }), false) = (&resolved, matched_form.is_null()) {
                let name_only =
                    !identity.account_only && DisplayNamePattern::is_only_display_name(identity.text);
                matched_form.write(if name_only { CSCERT_FORM_DISPLAY_NAME } else { 0 });
            }
            let found = resolved?;
            let Core { registry, users, .. } = &mut *core;
            users.clear();
            if flags & CSCERT_FIND_IDENTITY_ONLY != 0 {
                users.push_identity(&found);
            } else {
                registry.user(found.key, &mut |row| users.push(row))?;
            }
            users.finish();
            match users.rows.first() {
                Some(row) => user.write(row),
                None => {
                    return Err(Error::ManagementObjectNotFound { identity: identity.text.to_owned() }.into())
                }
            };
            write_form(matched_form, found.form);
            Ok(())
        })
    }
}

/// # Safety
/// `matched_form` must be NULL or writable.
pub(crate) unsafe fn write_form(matched_form: *mut u32, form: Form) {
    if !matched_form.is_null() {
        // SAFETY: not NULL; the caller vouches for the rest.
        unsafe { matched_form.write(form as u32) };
    }
}

/// Only users without a Registrar pool.
pub const CSCERT_USERS_UNASSIGNED: u32 = 1;
/// Only users with a Registrar pool.
pub const CSCERT_USERS_ON_MODERN_SERVER: u32 = 2;
/// Only users whose home server is no Registrar pool.
pub const CSCERT_USERS_ON_OFFICE_COMMUNICATIONS_SERVER: u32 = 4;

/// Which users Get-CsUser lists: always such as have a SIP address and are in the directory.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_user_query {
    /// `CSCERT_USERS_*`.
    pub flags: u32,
    /// A display name in which `*` stands for any text; absent for all users.
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
    /// How many at the most; `UINT64_MAX` for all.
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
            return Err(Error::InvalidArgument("filter and ldap_filter exclude each other".to_owned()).into())
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
            batch.finish();
            warnings.write(batch.rows.as_ptr());
            count.write(batch.rows.len());
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
/// Statuses: `CSCERT_INVALID_FILTER`, also for an organizational unit that is no distinguished name.
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
        land(error, || {
            let core = handle(registry, "registry")?.core.clone();
            let query = argument(query, "query")?;
            let users = out(users, "users")?;
            let wanted = Users {
                selection: selection(query, &core)?,
                pattern: query.display_name_pattern.text()?.map(DisplayNamePattern::new),
                after: 0,
                left: query.limit,
                stride: None,
            };
            users.write(give(cscert_users(Cursor::new(core, wanted))));
            Ok(())
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
