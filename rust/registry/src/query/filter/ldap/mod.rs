//! LDAP filters as text: RFC 4515, and what Active Directory and its administrators make of it.
//!
//! - The outer parentheses may be missing, also those of a negated item (`!a=b`, `(!a=b)`); blanks may stand between the
//!   parts of a filter, as Active Directory allows.
//! - `(&)` is true and `(|)` false (RFC 4526).
//! - `~=` is `=`, as \[MS-ADTS\] 3.1.1.3.1.3.1 has it.
//! - Matching rules: `1.2.840.113556.1.4.803` (all bits) and `…804` (any bit), \[MS-ADTS\] 3.1.1.3.4.4; others are refused by
//!   name.
//! - An item on an absent attribute is false and its negation true. RFC 4511 has a third value, undefined; what would be
//!   undefined for any user is an error here.

mod item;
mod parser;
#[cfg(test)]
mod tests;

pub(super) use parser::parse;
