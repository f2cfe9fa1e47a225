//! One item of an LDAP filter: an attribute, an operator and a value, and the comparison they mean.

use crate::error::{Error, Result};
use crate::model::attribute as names;
use crate::model::guid::Guid;
use crate::model::time::parse_directory_time;
use crate::parse::attribute_value::normal;
use crate::query::filter::attribute_test::{AttributeTest, ValueTest};
use crate::query::filter::expression::{Comparison, Expression, Order, Subject, Test};
use crate::query::filter::field::{Field, FieldKind, TextRule};
use crate::query::filter::property::{Property, Reading};
use crate::query::filter::remark::Remark;
use crate::query::filter::text_test::TextTest;
use crate::query::filter::tree::NO_CERTIFICATES;
use crate::query::filter::{invalid, Reader, MAX_PATTERN};

/// LDAP_MATCHING_RULE_BIT_AND.
const ALL_BITS: &str = "1.2.840.113556.1.4.803";
/// LDAP_MATCHING_RULE_BIT_OR.
const ANY_BIT: &str = "1.2.840.113556.1.4.804";
/// LDAP_MATCHING_RULE_TRANSITIVE_EVAL.
const IN_CHAIN: &str = "1.2.840.113556.1.4.1941";
/// caseIgnoreMatch (RFC 4517 section 4.2.11), by both its names.
const CASE_IGNORE: [&str; 2] = ["caseIgnoreMatch", "2.5.13.2"];

/// What an item does with attribute and value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator<'a> {
    Equal,
    GreaterOrEqual,
    LessOrEqual,
    Approximate,
    /// `:=` with a matching rule, or without.
    Extended(Option<&'a str>),
}

/// A place in the filter's text, in bytes.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub text: &'a str,
    pub at: usize,
}

impl Place<'_> {
    /// In UTF-16 units, as the console counts.
    pub(super) fn offset(self) -> usize {
        self.text[..self.at].encode_utf16().count()
    }

    pub(super) fn error(self, reason: impl Into<String>) -> Error {
        invalid(self.offset(), reason)
    }
}

/// An item as it was read.
pub(super) struct Item<'a> {
    pub description: &'a str,
    pub operator: Operator<'a>,
    /// The value's bytes between the stars; one piece where there is none.
    pub pieces: Vec<Vec<u8>>,
    pub start: Place<'a>,
    pub operator_at: Place<'a>,
    pub value_at: Place<'a>,
}

/// What an item asks of a value.
enum Asked {
    Present,
    Order(Order, Vec<u8>),
    Substrings(Vec<String>),
    AllBits(i64),
    AnyBit(i64),
}

impl Item<'_> {
    /// The comparison that the item means; `Undefined` where no import ever brought the attribute.
    pub(super) fn expression(&self, reader: &mut Reader<'_>) -> Result<Expression> {
        self.check_description()?;
        let asked = self.asked()?;
        let (attribute, subject) = match (Field::named(self.description), Property::named(self.description)) {
            (Some(field), _) => (field.source(), Subject::Field(field, self.of_field(field, asked)?)),
            (None, Some(Property { attribute, reading, .. })) if reading.is_boolean() => {
                let test = AttributeTest::any(attribute, reading, self.of_boolean(asked)?);
                (attribute, Subject::Attribute(test))
            }
            (None, property) => {
                let of_property = || names::of_property(self.description);
                let attribute = property.map_or_else(of_property, |property| property.attribute);
                let test = self.of_attribute(attribute, asked)?;
                (attribute, Subject::Attribute(AttributeTest::any(attribute, Reading::Values, test)))
            }
        };
        let known = reader.known()?;
        if !known.holds(attribute) {
            let question = known.did_you_mean(self.description);
            reader.remark(Remark::NeverImported(self.description.to_owned(), question));
            return Ok(Expression::Undefined);
        }
        Ok(Expression::Comparison(Comparison { subject, absent: false }))
    }

    /// attributedescription (RFC 4512 section 2.5): a name or an object identifier, and options.
    fn check_description(&self) -> Result<()> {
        if self.description.is_empty() {
            return Err(self.start.error("expected an attribute name"));
        }
        // Friendly names hold blanks ("Display Name"), ranges of Active Directory's attributes `-` and `*`.
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-.;_ ".contains(c);
        if !self.description.chars().all(allowed) {
            return Err(self.start.error(format!("\"{}\" is not a valid attribute name", self.description)));
        }
        let base = self.description.split(';').next().unwrap_or_default();
        if base.eq_ignore_ascii_case("anr") {
            return Err(self
                .start
                .error("ambiguous name resolution (anr) is not supported; name the attributes"));
        }
        if base.eq_ignore_ascii_case(names::USER_CERTIFICATE) {
            return Err(self.start.error(NO_CERTIFICATES));
        }
        Ok(())
    }

    fn asked(&self) -> Result<Asked> {
        let order = match self.operator {
            Operator::Equal => return self.equality(),
            Operator::GreaterOrEqual => Order::GreaterOrEqual,
            Operator::LessOrEqual => Order::LessOrEqual,
            Operator::Approximate | Operator::Extended(None) => Order::Equal,
            Operator::Extended(Some(rule))
                if CASE_IGNORE.iter().any(|name| name.eq_ignore_ascii_case(rule)) =>
            {
                Order::Equal
            }
            Operator::Extended(Some(ALL_BITS)) => return self.number().map(Asked::AllBits),
            Operator::Extended(Some(ANY_BIT)) => return self.number().map(Asked::AnyBit),
            Operator::Extended(Some(rule)) => {
                let name = if rule == IN_CHAIN {
                    format!("{} (membership through groups)", rule)
                } else {
                    rule.to_owned()
                };
                let reason =
                    format!("the matching rule {} is not supported; {} and {} are", name, ALL_BITS, ANY_BIT);
                return Err(self.operator_at.error(reason));
            }
        };
        Ok(Asked::Order(order, self.literal()?))
    }

    /// `=`: presence, substrings or equality.
    fn equality(&self) -> Result<Asked> {
        let last = self.pieces.len() - 1;
        if last == 0 {
            let asked = &self.pieces[0];
            // What is kept as another text, or as a text instead of bytes, is compared so.
            let kept = normal(names::of_property(self.description), asked);
            return Ok(Asked::Order(Order::Equal, kept.into_owned()));
        }
        if self.pieces.iter().all(Vec::is_empty) {
            return Ok(Asked::Present);
        }
        if self.pieces.iter().map(Vec::len).sum::<usize>() > MAX_PATTERN {
            return Err(self.value_at.error(format!("the pattern is longer than {} bytes", MAX_PATTERN)));
        }
        let text = |piece: &Vec<u8>| String::from_utf8(piece.clone());
        let inner =
            self.pieces.iter().enumerate().filter(|(i, piece)| *i == 0 || *i == last || !piece.is_empty());
        match inner.map(|(_, piece)| text(piece)).collect() {
            Ok(pieces) => Ok(Asked::Substrings(pieces)),
            Err(_) => Err(self.value_at.error("the value is not UTF-8 text")),
        }
    }

    /// A value in which a star is not special, and so must be escaped.
    fn literal(&self) -> Result<Vec<u8>> {
        match self.pieces.as_slice() {
            [only] => Ok(only.clone()),
            _ => Err(self.value_at.error("'*' is a wildcard only after '='; write the character as \\2a")),
        }
    }

    fn text(&self, bytes: &[u8]) -> Result<String> {
        String::from_utf8(bytes.to_vec()).map_err(|_| self.value_at.error("the value is not UTF-8 text"))
    }

    fn number(&self) -> Result<i64> {
        let text = self.text(&self.literal()?)?;
        text.trim().parse().map_err(|_| self.value_at.error(format!("\"{}\" is not a valid number", text)))
    }

    fn of_field(&self, field: Field, asked: Asked) -> Result<Test> {
        let refuse = |what: &str| Err(self.operator_at.error(format!("{} {}", self.description, what)));
        Ok(match (field.kind(), asked) {
            (_, Asked::Present) => Test::Present,
            (FieldKind::Text(rule), Asked::Order(order, value)) => {
                let text = self.text(&value)?;
                let test = TextTest::order(rule, order, &text);
                if rule == TextRule::DistinguishedName && !test.is_distinguished_name() {
                    return Err(self
                        .value_at
                        .error(format!("\"{}\" is not a valid distinguished name", text)));
                }
                Test::Text(test)
            }
            (FieldKind::Text(rule), Asked::Substrings(pieces)) => {
                Test::Text(TextTest::substrings(rule, &pieces))
            }
            (FieldKind::Boolean, Asked::Order(Order::Equal, value)) => Test::Boolean(self.boolean(&value)?),
            (FieldKind::Number, Asked::Order(order, _)) => Test::Number(order, self.number()?),
            (FieldKind::Number, Asked::AllBits(mask)) => Test::AllBits(mask),
            (FieldKind::Number, Asked::AnyBit(mask)) => Test::AnyBit(mask),
            (FieldKind::Time, Asked::Order(order, value)) => {
                let text = self.text(&value)?;
                let time = parse_directory_time(text.trim());
                let reason = || format!("\"{}\" is not a valid time; write it as in 20180131120000.0Z", text);
                Test::Time(order, time.ok_or_else(|| self.value_at.error(reason()))?)
            }
            (FieldKind::Guid, Asked::Order(Order::Equal, value)) => {
                let reason = "expected a GUID, as text or as sixteen bytes, each written \\xx";
                Test::Guid(Guid::from_attribute(&value).ok_or_else(|| self.value_at.error(reason))?)
            }
            (FieldKind::Boolean | FieldKind::Guid, Asked::Order(..)) => {
                return refuse("can only be compared with =")
            }
            (_, Asked::AllBits(_) | Asked::AnyBit(_)) => {
                return refuse("is not numeric; bitwise matching needs a numeric attribute")
            }
            (_, Asked::Substrings(_)) => return refuse("is not text; '*' is supported only in text"),
        })
    }

    fn boolean(&self, value: &[u8]) -> Result<bool> {
        match self.text(value)?.trim() {
            v if v.eq_ignore_ascii_case("TRUE") => Ok(true),
            v if v.eq_ignore_ascii_case("FALSE") => Ok(false),
            v => Err(self.value_at.error(format!("\"{}\" is neither TRUE nor FALSE", v))),
        }
    }

    /// A property that is read from an attribute of another type.
    fn of_boolean(&self, asked: Asked) -> Result<ValueTest> {
        match asked {
            Asked::Present => Ok(ValueTest::Present),
            Asked::Order(Order::Equal, value) => self.boolean(&value).map(ValueTest::Boolean),
            _ => Err(self.operator_at.error(format!("{} has no order", self.description))),
        }
    }

    fn of_attribute(&self, name: &str, asked: Asked) -> Result<ValueTest> {
        Ok(match asked {
            Asked::Present => ValueTest::Present,
            Asked::Order(Order::Equal, value)
                if name.eq_ignore_ascii_case("objectCategory") && !value.contains(&b'=') =>
            {
                // [MS-ADTS] 3.1.1.3.1.3.5: a class's name stands for its category, which is the same for all kinds of people.
                let class = self.text(&value)?;
                let people = ["user", "contact", "inetOrgPerson", "organizationalPerson"];
                let person = people.iter().any(|kind| kind.eq_ignore_ascii_case(&class));
                let category = if person { "person" } else { class.as_str() };
                ValueTest::Category(TextTest::order(TextRule::Name, Order::Equal, category))
            }
            Asked::Order(Order::Equal, value) => ValueTest::equal(&value),
            Asked::Order(order, value) => {
                let text = self.text(&value)?;
                let number = text.trim().parse().ok();
                ValueTest::Order { order, number, text: TextTest::order(TextRule::Name, order, &text) }
            }
            Asked::Substrings(pieces) => ValueTest::Text(TextTest::substrings(TextRule::Name, &pieces)),
            Asked::AllBits(mask) => ValueTest::AllBits(mask),
            Asked::AnyBit(mask) => ValueTest::AnyBit(mask),
        })
    }
}
