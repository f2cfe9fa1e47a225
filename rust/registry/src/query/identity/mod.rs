//! Identities: which user a text, or an object that represents a user, identifies.

mod matching;
mod pattern;
mod resolve;

pub(crate) use matching::same_account;
pub use pattern::DisplayNamePattern;
pub(crate) use resolve::{resolve_texts, wanted_by, Resolver, Users};
pub use resolve::{Found, Identity};

/// The form in which an identity was found (the forms of the reference page, and two extensions).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Form {
    /// A user key of this registry, from an object.
    Key = 1,
    /// `objectGUID`, from an object.
    ObjectGuid = 2,
    /// SIP address with its `sip:`.
    SipAddress = 3,
    /// Distinguished name.
    DistinguishedName = 4,
    /// `domain\logon`.
    DomainLogon = 5,
    /// Text with an `@`: user principal name, SIP address without `sip:`, or implicit user principal name.
    Address = 6,
    /// Active Directory display name.
    DisplayName = 7,
    /// A bare sAMAccountName (extension).
    SamAccountName = 8,
    /// The common name (extension).
    CommonName = 9,
}
