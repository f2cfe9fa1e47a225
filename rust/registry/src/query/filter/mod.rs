//! Filters over users: LDAP's (RFC 4515) and PowerShell's, as one expression that a store translates.
//!
//! PowerShell's syntax is read by PowerShell's own parser, on the other side of the C border; what arrives here is a tree
//! of comparisons with the values they resolved to ([`tree`]). LDAP's is read here ([`ldap`]).
//!
//! Every comparison is true or false, never unknown. On an attribute that the user does not have, an item of an LDAP
//! filter is false, so that its negation is true; what a PowerShell comparison is there, its tree says.

pub(crate) mod attribute_test;
mod expression;
mod field;
pub(crate) mod index;
mod ldap;
mod ordinal;
mod substrings;
pub(crate) mod text_test;
mod tree;
mod wildcard;

use crate::error::{Error, Result};

pub use expression::{Comparison, Expression, Order, Subject, Test};
pub use field::{Field, FieldKind};

/// The longest filter that is read, in bytes of its text.
pub const MAX_LENGTH: usize = 64 * 1024;
/// How deeply the parts of a filter may be nested.
pub const MAX_DEPTH: usize = 40;
/// The largest number of comparisons and constants in a filter.
pub const MAX_ITEMS: usize = 1000;
/// The longest pattern with wildcards, in UTF-16 units or bytes: matching takes pattern × text steps at the worst.
pub const MAX_PATTERN: usize = 1024;

/// Which users a filter keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    expression: Expression,
}

impl Filter {
    /// Reads an LDAP filter (RFC 4515), with or without its outer parentheses.
    ///
    /// # Errors
    /// `InvalidFilter` with the place in the text.
    pub fn from_ldap(text: &str) -> Result<Filter> {
        Ok(Filter { expression: ldap::parse(text)? })
    }

    /// Reads the tree of a PowerShell filter, see [`tree`]. Places in errors are those that the tree states: in the filter
    /// as it was written.
    ///
    /// # Errors
    /// `InvalidFilter`.
    pub fn from_tree(json: &str) -> Result<Filter> {
        Ok(Filter { expression: tree::read(json)? })
    }

    /// What is to be true of a user.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }
}

/// Counts what a filter is made of, so that neither deep nor endless ones get far.
#[derive(Default)]
struct Budget {
    items: usize,
}

impl Budget {
    fn spend(&mut self, depth: usize, offset: impl Fn() -> usize) -> Result<()> {
        self.items += 1;
        if depth > MAX_DEPTH {
            return Err(invalid(offset(), format!("it is nested more than {} levels deep", MAX_DEPTH)));
        }
        if self.items > MAX_ITEMS {
            return Err(invalid(offset(), format!("it has more than {} parts", MAX_ITEMS)));
        }
        Ok(())
    }
}

fn invalid(offset: usize, reason: impl Into<String>) -> Error {
    Error::InvalidFilter { reason: reason.into(), offset }
}
