//! A user, as a row.

use ::cscert_registry::model::guid::Guid;
use ::cscert_registry::model::user::UserRow;
use ::cscert_registry::query::former_users::FormerUser;
use ::cscert_registry::query::identity::Found;

use crate::interface::arena::{flag, page, texts, Batch};
use crate::interface::text::cscert_text;
use crate::{time_or_none, CSCERT_NO_TIME};

/// `object_guid` is present.
pub const CSCERT_USER_HAS_OBJECT_GUID: u32 = 1;
/// `msRTCSIP-UserEnabled` is present.
pub const CSCERT_USER_HAS_ENABLED: u32 = 2;
/// `msRTCSIP-UserEnabled` is TRUE.
pub const CSCERT_USER_ENABLED: u32 = 4;
/// `user_account_control` is present.
pub const CSCERT_USER_HAS_USER_ACCOUNT_CONTROL: u32 = 8;
/// `option_flags` is present.
pub const CSCERT_USER_HAS_OPTION_FLAGS: u32 = 16;
/// The user is no longer in the directory.
pub const CSCERT_USER_GONE: u32 = 32;

/// The number of previous rows that are searched for the same home server.
const SHARING: usize = 8;

/// A user.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct cscert_user {
    /// Never reused; valid only in its registry.
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
    /// When the user was found to have left the directory, or `CSCERT_NO_TIME`.
    pub gone_since: i64,
    /// The contiguous memory of the texts of this row, except `registrar_pool` and `home_server`, which rows share.
    pub text: cscert_text,
    /// `distinguishedName`.
    pub distinguished_name: cscert_text,
    /// `msRTCSIP-PrimaryUserAddress`, with `sip:`.
    pub sip_address: cscert_text,
    /// The name of the Registrar pool.
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

texts!(
    cscert_user: text, distinguished_name, sip_address, registrar_pool, home_server, display_name,
        sam_account_name, user_principal_name, common_name, line_uri, given_name, surname,
        department, title, attributes
);

page!(cscert_user: user(UserRow<'_>));

impl Batch<cscert_user> {
    pub fn push(&mut self, user: &UserRow<'_>) {
        let fields = &user.fields;
        let (object_guid, has_guid) = object_guid(fields.object_guid);
        let (registrar_pool, home_server) = self.home_server(user);
        let mark = self.mark();
        let mut row = cscert_user {
            user_key: user.key.0,
            object_guid,
            flags: has_guid
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

    /// Only what identifies a user who is no longer in the directory.
    pub fn push_former(&mut self, user: &FormerUser) {
        let (guid, has_guid) = object_guid(user.object_guid);
        let sip_address = user.sip_address.as_deref();
        self.push_brief(user.key.0, guid, CSCERT_USER_GONE | has_guid, &user.distinguished_name, sip_address);
    }

    /// Only what identifies a user.
    pub fn push_identity(&mut self, user: &Found) {
        let flags = if user.gone { CSCERT_USER_GONE } else { 0 };
        self.push_brief(user.key.0, [0; 16], flags, &user.distinguished_name, user.sip_address.as_deref());
    }

    fn push_brief(
        &mut self,
        user_key: i64,
        object_guid: [u8; 16],
        flags: u32,
        distinguished_name: &str,
        sip_address: Option<&str>,
    ) {
        let mark = self.mark();
        let mut row = cscert_user {
            user_key,
            object_guid,
            flags,
            when_created: CSCERT_NO_TIME,
            when_changed: CSCERT_NO_TIME,
            gone_since: CSCERT_NO_TIME,
            distinguished_name: self.text(Some(distinguished_name)),
            sip_address: self.text(sip_address),
            ..cscert_user::default()
        };
        row.text = self.since(mark);
        self.rows.push(row);
    }

    /// The Registrar pool and the home server: those of a recent row, if they are equal.
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

/// The bytes, and the flag for their presence.
fn object_guid(guid: Option<Guid>) -> ([u8; 16], u32) {
    match guid {
        Some(guid) => (*guid.directory_bytes(), CSCERT_USER_HAS_OBJECT_GUID),
        None => ([0; 16], 0),
    }
}
