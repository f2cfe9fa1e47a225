//! Tests of one text.

use crate::parse::distinguished_name::DistinguishedName;
use crate::parse::text::fold::{account_key, name_key};

use super::expression::Order;
use super::field::TextRule;
use super::ordinal::ordinal_key;
use super::substrings::Substrings;
use super::wildcard::Wildcard;

/// A test of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextTest {
    /// The folded texts stand so to each other.
    Order {
        /// How both are folded.
        rule: TextRule,
        /// How they stand.
        order: Order,
        /// The text as the filter has it, for indexes.
        text: String,
        /// The text, folded.
        key: String,
    },
    /// Has these parts in this order, when folded.
    Substrings {
        /// How both are folded.
        rule: TextRule,
        /// The parts.
        substrings: Substrings,
    },
    /// Has the form of the pattern.
    Wildcard(Wildcard),
}

impl TextTest {
    pub(super) fn order(rule: TextRule, order: Order, text: &str) -> TextTest {
        TextTest::Order { rule, order, text: text.to_owned(), key: key_of(rule, text) }
    }

    pub(super) fn substrings(rule: TextRule, pieces: &[String]) -> TextTest {
        // Part of a distinguished name is none: its text is compared.
        let rule = if rule == TextRule::DistinguishedName { TextRule::Name } else { rule };
        TextTest::Substrings { rule, substrings: Substrings::new(rule, pieces) }
    }

    /// Whether the text it compares with could be read as a distinguished name, if it should be one.
    pub(super) fn is_distinguished_name(&self) -> bool {
        !matches!(self, TextTest::Order { rule: TextRule::DistinguishedName, key, .. } if key.starts_with('='))
    }

    /// Whether the text passes.
    pub fn passes(&self, text: &str) -> bool {
        match self {
            TextTest::Order { rule: TextRule::Ordinal, order: Order::Equal, text: wanted, .. }
                if text.is_ascii() && wanted.is_ascii() =>
            {
                text.eq_ignore_ascii_case(wanted)
            }
            TextTest::Order { rule, order, key, .. } => {
                order.holds(key_of(*rule, text).as_str(), key.as_str())
            }
            TextTest::Substrings { rule, substrings } => substrings.matches(&key_of(*rule, text)),
            TextTest::Wildcard(wildcard) => wildcard.matches(text),
        }
    }
}

/// The text under which equal texts are the same.
pub(super) fn key_of(rule: TextRule, text: &str) -> String {
    match rule {
        TextRule::Ordinal => ordinal_key(text),
        TextRule::Name => name_key(text),
        TextRule::Account => account_key(text),
        // What is no name equals no name: `=` at the start is nothing a key begins with.
        TextRule::DistinguishedName => DistinguishedName::parse(text)
            .map_or_else(|_| format!("={}", name_key(text)), |name| name.key().to_owned()),
    }
}
