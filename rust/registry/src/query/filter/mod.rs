//! Filters over users: LDAP's (RFC 4515) and PowerShell's, as one expression that a store translates.
//!
//! PowerShell's syntax is read by PowerShell's own parser, on the other side of the C border; what arrives here is a tree
//! of comparisons with the values they resolved to ([`tree`]). LDAP's is read here ([`ldap`]).
//!
//! Every comparison is true or false of a user. On an attribute that the user does not have, an item of an LDAP
//! filter is false, so that its negation is true; what a PowerShell comparison is there, its tree says. On an attribute that
//! no import ever brought, an item of an LDAP filter is Undefined (RFC 4511 section 4.5.1.7), and a PowerShell filter an error.

mod attribute_test;
pub(crate) mod evaluate;
mod expression;
mod field;
pub(crate) mod index;
mod known;
mod ldap;
mod ordinal;
mod property;
mod remark;
pub(crate) mod substrings;
mod text_test;
mod tree;
mod unit;
mod wildcard;

use once_cell::unsync::OnceCell;

use crate::error::{Error, Result};

use remark::Remark;

pub use expression::{Comparison, Expression, Order, Subject, Test};
pub use field::{Field, FieldKind, TextRule};
pub use known::KnownAttributes;
pub(crate) use property::{hosted_voice_mail, PROPERTIES};

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
    remarks: Vec<Remark>,
}

impl Filter {
    /// Reads an LDAP filter (RFC 4515), with or without its outer parentheses. `known` is asked where it matters.
    ///
    /// # Errors
    /// `InvalidFilter` with the place in the text; what `known` reports.
    pub fn from_ldap(text: &str, known: &dyn Fn() -> Result<KnownAttributes>) -> Result<Filter> {
        let mut reader = Reader::new(known);
        let expression = ldap::parse(text, &mut reader)?;
        Ok(Filter { expression, remarks: reader.remarks })
    }

    /// Reads the tree of a PowerShell filter, see [`tree`]. Places in errors are those that the tree states: in the filter
    /// as it was written.
    ///
    /// # Errors
    /// `InvalidFilter`, also of a name that neither a property nor an imported attribute has.
    pub fn from_tree(json: &str, known: &dyn Fn() -> Result<KnownAttributes>) -> Result<Filter> {
        let mut reader = Reader::new(known);
        let expression = tree::read(json, &mut reader)?;
        Ok(Filter { expression, remarks: reader.remarks })
    }

    /// What is to be true of a user.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }
}

/// What is known while a filter is read.
struct Reader<'k> {
    ask: &'k dyn Fn() -> Result<KnownAttributes>,
    known: OnceCell<KnownAttributes>,
    remarks: Vec<Remark>,
    items: usize,
}

impl<'k> Reader<'k> {
    fn new(ask: &'k dyn Fn() -> Result<KnownAttributes>) -> Reader<'k> {
        Reader { ask, known: OnceCell::new(), remarks: Vec::new(), items: 0 }
    }

    /// The attributes that imports brought; most filters name fields only, and ask for nothing.
    fn known(&self) -> Result<&KnownAttributes> {
        self.known.get_or_try_init(self.ask)
    }

    /// Counts what a filter is made of, so that neither deep nor endless ones get far.
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

    fn remark(&mut self, remark: Remark) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }
}

fn invalid(offset: usize, reason: impl Into<String>) -> Error {
    Error::InvalidFilter { reason: reason.into(), offset }
}
