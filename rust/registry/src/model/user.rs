//! Users as they are stored.

use std::cell::Cell;

use crate::error::{Error, Result};
use crate::model::guid::Guid;
use crate::model::keys::UserKey;
use crate::model::time::Microseconds;
use crate::parse::distinguished_name::DistinguishedName;
use crate::query::filter::Filter;

/// `userAccountControl` bit of a disabled account (\[MS-ADTS\] section 2.2.16, ADS_UF_ACCOUNT_DISABLE).
pub const ACCOUNT_DISABLED: u32 = 0x2;

/// The fields of a user. `T` is `String` if they are owned, `&str` if a row lends them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFields<T> {
    /// `objectGUID`: identifies the user, even after a rename.
    pub object_guid: Option<Guid>,
    /// `distinguishedName`, as in the directory.
    pub distinguished_name: T,
    /// `cn`.
    pub common_name: Option<T>,
    /// `displayName`.
    pub display_name: Option<T>,
    /// `sAMAccountName`.
    pub sam_account_name: Option<T>,
    /// `userPrincipalName`.
    pub user_principal_name: Option<T>,
    /// `msRTCSIP-PrimaryUserAddress`, with `sip:`.
    pub sip_address: Option<T>,
    /// `msRTCSIP-PrimaryHomeServer`: a distinguished name.
    pub home_server: Option<T>,
    /// `msRTCSIP-UserEnabled`.
    pub enabled: Option<bool>,
    /// `userAccountControl`.
    pub user_account_control: Option<u32>,
    /// `msRTCSIP-OptionFlags`.
    pub option_flags: Option<u32>,
    /// `msRTCSIP-Line`.
    pub line_uri: Option<T>,
    /// `givenName`.
    pub given_name: Option<T>,
    /// `sn`.
    pub surname: Option<T>,
    /// `department`.
    pub department: Option<T>,
    /// `title`.
    pub title: Option<T>,
    /// `whenCreated`.
    pub when_created: Option<Microseconds>,
    /// `whenChanged`.
    pub when_changed: Option<Microseconds>,
    /// The other imported attributes: a JSON object of arrays, `{"name": ["text", {"base64": "…"}]}`.
    pub attributes: Option<T>,
}

impl<T> UserFields<T> {
    /// The same fields with other texts.
    pub(crate) fn map<'f, U>(&'f self, text: impl Fn(&'f T) -> U) -> UserFields<U> {
        let optional = |value: &'f Option<T>| value.as_ref().map(&text);
        UserFields {
            object_guid: self.object_guid,
            distinguished_name: text(&self.distinguished_name),
            common_name: optional(&self.common_name),
            display_name: optional(&self.display_name),
            sam_account_name: optional(&self.sam_account_name),
            user_principal_name: optional(&self.user_principal_name),
            sip_address: optional(&self.sip_address),
            home_server: optional(&self.home_server),
            enabled: self.enabled,
            user_account_control: self.user_account_control,
            option_flags: self.option_flags,
            line_uri: optional(&self.line_uri),
            given_name: optional(&self.given_name),
            surname: optional(&self.surname),
            department: optional(&self.department),
            title: optional(&self.title),
            when_created: self.when_created,
            when_changed: self.when_changed,
            attributes: optional(&self.attributes),
        }
    }
}

impl UserFields<String> {
    /// The length of all texts, in bytes.
    pub(crate) fn text_length(&self) -> usize {
        let length = Cell::new(0);
        self.map(|text| length.set(length.get() + text.len()));
        length.into_inner()
    }
}

/// A user's row, lent by the store.
#[derive(Clone, Debug)]
pub struct UserRow<'a> {
    /// Never reused; valid only in its registry.
    pub key: UserKey,
    /// The directory's attributes.
    pub fields: UserFields<&'a str>,
    /// The name of the Registrar pool; `None` if the home server is not a pool.
    pub registrar_pool: Option<&'a str>,
    /// The time at which the user was found to have left the directory.
    pub gone_since: Option<Microseconds>,
}

/// A user and its names, lent by the store.
#[derive(Clone, Copy, Debug)]
pub struct UserNames<'a> {
    /// The user.
    pub key: UserKey,
    /// `distinguishedName`.
    pub distinguished_name: &'a str,
    /// `cn`.
    pub common_name: Option<&'a str>,
    /// `displayName`.
    pub display_name: Option<&'a str>,
    /// `sAMAccountName`.
    pub sam_account_name: Option<&'a str>,
    /// `userPrincipalName`.
    pub user_principal_name: Option<&'a str>,
    /// `msRTCSIP-PrimaryUserAddress`.
    pub sip_address: Option<&'a str>,
}

/// The part of a user's row that names are compared with, lent by the store.
#[derive(Clone, Debug)]
pub struct NameRow<'a> {
    /// The user's own names.
    pub names: UserNames<'a>,
    /// The domain's DNS name.
    pub dns_domain: Option<&'a str>,
    /// The domain's NetBIOS name.
    pub netbios_domain: Option<&'a str>,
    /// Whether the user is assigned to a Registrar pool.
    pub has_registrar_pool: bool,
    /// Whether the user is no longer in the directory.
    pub gone: bool,
    /// Whether the user's directory account is disabled.
    pub account_disabled: bool,
    /// `objectGUID`.
    pub object_guid: Option<Guid>,
}

/// A candidate for the completion of a text, lent by the store.
#[derive(Clone, Copy, Debug)]
pub struct NamedUser<'a> {
    /// The user's own names.
    pub names: UserNames<'a>,
    /// The Registrar pool's name.
    pub registrar_pool: Option<&'a str>,
    /// The names of the domain, if they were requested.
    pub domain_names: [Option<&'a str>; 2],
}

/// A SIP address without its scheme.
pub fn without_sip_scheme(address: &str) -> &str {
    match address.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("sip:") => &address[4..],
        _ => address,
    }
}

/// A selection of users. Users who are no longer in the directory and users without a SIP address are never selected.
#[derive(Clone, Debug, Default)]
pub struct UserSelection {
    /// Only users without a Registrar pool.
    pub unassigned: bool,
    /// Only users with a Registrar pool.
    pub on_modern_server: bool,
    /// Only users whose home server is not a Registrar pool.
    pub on_office_communications_server: bool,
    /// Only this user.
    pub user_key: Option<UserKey>,
    /// Only users with keys up to this one.
    pub last_key: Option<UserKey>,
    /// Only users at or below this name.
    pub organizational_unit: Option<DistinguishedName>,
    /// Only users that match the filter.
    pub filter: Option<Filter>,
}

impl UserSelection {
    /// Parses the name of an organizational unit or of any other container of users.
    ///
    /// # Errors
    /// `InvalidFilter` if it is not a valid distinguished name, or is empty: all users are below that, which is not what a filter
    /// is for.
    pub fn organizational_unit(name: &str) -> Result<DistinguishedName> {
        let invalid = |reason| Error::InvalidFilter { reason, offset: 0 };
        if name.trim().is_empty() {
            return Err(invalid("the distinguished name of the organizational unit is empty".to_owned()));
        }
        DistinguishedName::parse(name).map_err(|error| {
            invalid(format!(
                "\"{}\" is not the distinguished name of an organizational unit: {}",
                name, error
            ))
        })
    }
}
