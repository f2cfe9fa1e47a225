//! Which users a filter can keep at all, where the index of name hashes can say so.
//!
//! The index finds candidates; the whole filter decides on each of them. So the candidates may be too many, never too few.

use unicode_normalization::UnicodeNormalization;

use crate::model::guid::Guid;
use crate::model::names::{NameHash, NameHasher, NameKind};
use crate::model::user::without_sip_scheme;
use crate::parse::distinguished_name::DistinguishedName;
use crate::parse::text::fold::{account_key, name_key};

use super::expression::{Expression, Order, Subject, Test};
use super::field::{Field, TextRule};
use super::text_test::TextTest;

/// Users among whom all are that a filter keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Candidates {
    /// They have one of these name hashes,
    pub names: Vec<NameHash>,
    /// or one of these GUIDs.
    pub guids: Vec<Guid>,
}

impl Candidates {
    fn count(&self) -> usize {
        self.names.len() + self.guids.len()
    }
}

/// The candidates of an expression; none where only a look at every user tells.
pub(crate) fn candidates(expression: &Expression, hasher: NameHasher) -> Option<Candidates> {
    match expression {
        Expression::Constant(false) | Expression::Undefined => Some(Candidates::default()),
        Expression::And(parts) => {
            parts.iter().filter_map(|part| candidates(part, hasher)).min_by_key(Candidates::count)
        }
        Expression::Or(parts) => parts.iter().try_fold(Candidates::default(), |mut all, part| {
            let some = candidates(part, hasher)?;
            all.names.extend(some.names);
            all.guids.extend(some.guids);
            Some(all)
        }),
        Expression::Comparison(comparison) if !comparison.absent => match &comparison.subject {
            Subject::Field(Field::Guid, Test::Guid(guid)) => {
                Some(Candidates { names: Vec::new(), guids: vec![*guid] })
            }
            Subject::Field(field, Test::Text(TextTest::Order { rule, order: Order::Equal, text, .. })) => {
                let names = hashes(*field, *rule, text, hasher)?;
                Some(Candidates { names, guids: Vec::new() })
            }
            _ => None,
        },
        _ => None,
    }
}

/// The hashes under which every user is found whose field equals the text under that rule.
fn hashes(field: Field, rule: TextRule, text: &str, hasher: NameHasher) -> Option<Vec<NameHash>> {
    match field {
        Field::DisplayName | Field::Name | Field::SamAccountName => {
            // A name of nothing but accents folds to nothing, and is not in the index.
            let folded = name_key(text);
            (!folded.is_empty()).then(|| vec![hasher.hash(NameKind::Name, &folded)])
        }
        Field::UserPrincipalName => Some(vec![hasher.address(text)]),
        Field::SipAddress if rule == TextRule::Ordinal => {
            Some(vec![hasher.address(without_sip_scheme(text))])
        }
        Field::SipAddress => {
            // A scheme in full width, or after a blank, equals `sip:` here and is kept by the index.
            let key = account_key(text);
            let mut hashes = vec![hasher.address(&key), hasher.address(without_sip_scheme(&key))];
            hashes.dedup();
            Some(hashes)
        }
        Field::DistinguishedName if rule == TextRule::DistinguishedName || is_plain_name(text) => {
            DistinguishedName::parse(text).ok().map(|name| vec![hasher.distinguished_name(&name)])
        }
        _ => None,
    }
}

/// Whether texts that equal this one after NFC are the same distinguished name, if they are one.
///
/// NFC makes `;` of U+037E, and `≠` of `=` and U+0338: what is part of a value in one of them separates in the other.
pub(super) fn is_plain_name(text: &str) -> bool {
    text.is_ascii() && !text.contains(';') || !text.is_ascii() && !text.nfc().any(|c| matches!(c, ';' | '≠'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::filter::{Filter, KnownAttributes};

    const HASHER_SECRET: [u8; 16] = [7; 16];

    fn counts(ldap: &str) -> Option<(usize, usize)> {
        const NAMES: [&str; 4] = ["title", "displayName", "userPrincipalName", "objectGUID"];
        let known = || Ok(KnownAttributes::new(NAMES.map(str::to_owned)));
        let filter = Filter::from_ldap(ldap, &known).unwrap();
        candidates(filter.expression(), NameHasher::new(HASHER_SECRET))
            .map(|c| (c.names.len(), c.guids.len()))
    }

    #[test]
    fn equality_of_names_is_found_by_their_hashes() {
        assert_eq!(counts("(displayName=Ken Myer)"), Some((1, 0)));
        assert_eq!(counts("(&(title=x)(cn=Ken Myer))"), Some((1, 0)));
        assert_eq!(counts("(&(|(cn=a)(cn=b))(userPrincipalName=a@b))"), Some((1, 0)));
        assert_eq!(counts("(|(cn=a)(cn=b)(distinguishedName=CN=c))"), Some((3, 0)));
        assert_eq!(counts("(objectGUID=18e7332f-d993-5a46-9bf5-07b7f8cc70fa)"), Some((0, 1)));
        assert_eq!(counts("(|)"), Some((0, 0)));
        assert_eq!(counts("(&(cn=a)(nothing=x))"), Some((0, 0)));
        assert_eq!(counts("(|(cn=a)(nothing=x))"), Some((1, 0)));
    }

    #[test]
    fn what_the_index_does_not_hold_is_looked_for_everywhere() {
        for ldap in [
            "(title=x)",
            "(|(cn=a)(title=x))",
            "(!(cn=a))",
            "(cn=a*)",
            "(cn=\u{301})",
            "(cn=*)",
            "(&)",
            "(cn>=a)",
        ] {
            assert_eq!(counts(ldap), None, "{}", ldap);
        }
    }
}
