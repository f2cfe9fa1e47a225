//! The tree of a PowerShell filter, as JSON.
//!
//! ```text
//! node  = true | false
//!       | {"and": [node, …]} | {"or": [node, …]} | {"not": node}
//!       | {"property": name, "operator": operator, "value": value, "absent": result, "offset": place}
//! operator = "present" | "eq" | "ne" | "gt" | "ge" | "lt" | "le" | "like" | "notlike"
//! value = true | false | 123 | "text" | {"time": ticks} | {"guid": "…"}
//! ```
//!
//! The console has read the filter, resolved its variables and brought each value to the type of the property on its left,
//! as PowerShell does. `absent` is what the comparison gives where that property is `$null`; false unless said. `offset`
//! is the place of the comparison in the filter as written. `present` is true of every value. Times are in units of 100
//! nanoseconds since 1970-01-01T00:00:00Z.
//!
//! A name that no property has is an attribute that some import brought; the values are texts.

use serde_json::{Map, Value};

use crate::error::Result;
use crate::model::attribute as names;
use crate::model::guid::Guid;

use super::attribute_test::{AttributeTest, OfSeveral, ValueTest};
use super::expression::{Comparison, Expression, Order, Subject, Test};
use super::field::{Field, FieldKind, TextRule};
use super::property::{Property, Reading, PROPERTIES, WITHOUT_ATTRIBUTE};
use super::remark::Remark;
use super::text_test::TextTest;
use super::wildcard::{Wildcard, WildcardError};
use super::{invalid, Reader, MAX_LENGTH, MAX_PATTERN};

/// The longest tree that is read. It is longer than the filter it was made of, and serde_json limits its depth.
const MAX_TREE: usize = 8 * MAX_LENGTH;

/// Why a filter cannot ask for certificates.
pub(super) const NO_CERTIFICATES: &str =
    "userCertificate is not kept as an attribute; Get-CsClientCertificate and Find-CsClientCertificate ask for certificates";

/// Reads a tree.
///
/// # Errors
/// `InvalidFilter`.
pub(super) fn read(json: &str, reader: &mut Reader<'_>) -> Result<Expression> {
    if json.len() > MAX_TREE {
        return Err(invalid(0, format!("its tree is longer than {} bytes", MAX_TREE)));
    }
    let tree: Value =
        serde_json::from_str(json).map_err(|e| invalid(0, format!("its tree cannot be read: {}", e)))?;
    node(&tree, 0, reader)
}

fn node(tree: &Value, depth: usize, reader: &mut Reader<'_>) -> Result<Expression> {
    let offset =
        tree.get("offset").and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    reader.spend(depth, || offset)?;
    let mut list = |parts: &Value| -> Result<Vec<Expression>> {
        let parts = parts.as_array().ok_or_else(|| invalid(offset, "expected a list of conditions"))?;
        parts.iter().map(|part| node(part, depth + 1, reader)).collect()
    };
    let object = match tree {
        Value::Bool(value) => return Ok(Expression::Constant(*value)),
        Value::Object(object) => object,
        _ => return Err(invalid(offset, "expected a condition, found a value")),
    };
    if let Some(parts) = object.get("and") {
        return list(parts).map(Expression::And);
    }
    if let Some(parts) = object.get("or") {
        return list(parts).map(Expression::Or);
    }
    match object.get("not") {
        Some(inner) => node(inner, depth + 1, reader).map(Expression::negated),
        None => comparison(object, offset, reader),
    }
}

/// What an operator asks, apart from its negation.
#[derive(Clone, Copy)]
enum Asked {
    Present,
    Order(Order),
    Like,
}

/// A comparison of the tree.
struct Item<'t> {
    property: &'t str,
    asked: Asked,
    negated: bool,
    value: &'t Value,
    offset: usize,
}

fn comparison(object: &Map<String, Value>, offset: usize, reader: &mut Reader<'_>) -> Result<Expression> {
    let text = |name: &str| {
        let member = object.get(name).and_then(Value::as_str);
        member.ok_or_else(|| invalid(offset, format!("a comparison has no {}", name)))
    };
    let (property, operator) = (text("property")?, text("operator")?);
    let (asked, negated) = match operator {
        "present" => (Asked::Present, false),
        "eq" => (Asked::Order(Order::Equal), false),
        "ne" => (Asked::Order(Order::Equal), true),
        "lt" => (Asked::Order(Order::Less), false),
        "le" => (Asked::Order(Order::LessOrEqual), false),
        "gt" => (Asked::Order(Order::Greater), false),
        "ge" => (Asked::Order(Order::GreaterOrEqual), false),
        "like" => (Asked::Like, false),
        "notlike" => (Asked::Like, true),
        other => return Err(invalid(offset, format!("the operator -{} is not supported", other))),
    };
    let absent = object.get("absent").and_then(Value::as_bool).unwrap_or(false);
    let value = object.get("value").unwrap_or(&Value::Null);
    let item = Item { property, asked, negated, value, offset };
    match Field::named(property) {
        Some(field) => {
            let subject = Subject::Field(field, item.of_field(field)?);
            let expression = Expression::Comparison(Comparison { subject, absent: absent != negated });
            Ok(if negated { expression.negated() } else { expression })
        }
        None => match attribute(property, offset, reader)? {
            None => Ok(Expression::Constant(absent)),
            Some((name, reading)) => {
                let values = item.of_attribute(reading)?;
                let test = AttributeTest { name, reading, values, of_several: OfSeveral::Elements };
                Ok(Expression::Comparison(Comparison { subject: Subject::Attribute(test), absent }))
            }
        },
    }
}

/// The attribute that a name without a field stands for, and how it is read; none where nobody can have it.
fn attribute(name: &str, offset: usize, reader: &mut Reader<'_>) -> Result<Option<(String, Reading)>> {
    if let Some(property) = Property::named(name) {
        return Ok(Some((property.attribute.to_owned(), property.reading)));
    }
    if let Some(property) = WITHOUT_ATTRIBUTE.iter().find(|property| property.eq_ignore_ascii_case(name)) {
        reader.remark(Remark::WithoutAttribute((*property).to_owned()));
        return Ok(None);
    }
    let attribute = names::of_property(name);
    if attribute.eq_ignore_ascii_case(names::USER_CERTIFICATE) {
        return Err(invalid(offset, NO_CERTIFICATES));
    }
    let is_behind = |property: &Property| property.attribute.eq_ignore_ascii_case(attribute);
    if reader.known()?.holds(attribute) {
        reader.remark(Remark::Imported(attribute.to_owned()));
    } else if !PROPERTIES.iter().any(is_behind) {
        let reason = format!(
            "\"{}\" is not a property of a user, and no attribute of that name was ever imported. {}",
            name,
            reader.known()?.did_you_mean(name)
        );
        return Err(invalid(offset, reason.trim_end().trim_end_matches('.')));
    }
    Ok(Some((attribute.to_owned(), Reading::Values)))
}

impl Item<'_> {
    /// An error that begins with the property.
    fn fail<T>(&self, why: &str) -> Result<T> {
        Err(invalid(self.offset, format!("{} {}", self.property, why)))
    }

    fn guid(&self) -> Option<Guid> {
        self.value.get("guid").and_then(Value::as_str).and_then(|text| Guid::parse(text).ok())
    }

    fn of_attribute(&self, reading: Reading) -> Result<ValueTest> {
        let test = match (self.asked, reading, self.value, self.guid()) {
            (Asked::Present, ..) => return Ok(ValueTest::Present),
            (Asked::Order(Order::Equal), _, Value::Bool(value), _) if reading.is_boolean() => {
                return Ok(ValueTest::Boolean(*value != self.negated))
            }
            (Asked::Order(Order::Equal), Reading::Guid, _, Some(guid)) => {
                TextTest::order(TextRule::Ordinal, Order::Equal, &guid.to_string())
            }
            _ => self.text_test()?,
        };
        Ok(if self.negated { ValueTest::NotText(test) } else { ValueTest::Text(test) })
    }

    fn of_field(&self, field: Field) -> Result<Test> {
        Ok(match (self.asked, field.kind(), self.value) {
            (Asked::Present, ..) => Test::Present,
            (Asked::Order(Order::Equal), FieldKind::Boolean, Value::Bool(value)) => Test::Boolean(*value),
            (Asked::Order(order), FieldKind::Number, Value::Number(value)) => match value.as_i64() {
                Some(value) => Test::Number(order, value),
                None => return Err(invalid(self.offset, format!("{} is too large", value))),
            },
            (Asked::Order(order), FieldKind::Time, Value::Object(value)) => {
                match value.get("time").and_then(Value::as_i64) {
                    Some(ticks) => Test::time(order, ticks),
                    None => return self.fail("can only be compared with a date and time"),
                }
            }
            (Asked::Order(Order::Equal), FieldKind::Guid, Value::Object(_)) => match self.guid() {
                Some(guid) => Test::Guid(guid),
                None => return self.fail("can only be compared with a GUID"),
            },
            (_, FieldKind::Time, _) => {
                return self.fail(
                    "is a date and time, and can be compared with -eq, -ne, -gt, -ge, -lt and -le only",
                )
            }
            // The other types as the texts that ADUser and its attributes show.
            _ => Test::Text(self.text_test()?),
        })
    }

    fn text_test(&self) -> Result<TextTest> {
        let text = match self.value.as_str() {
            Some(text) => text,
            None => return self.fail("cannot be compared with such a value"),
        };
        let fail = |reason| Err(invalid(self.offset, reason));
        match self.asked {
            Asked::Order(Order::Equal) => Ok(TextTest::order(TextRule::Ordinal, Order::Equal, text)),
            Asked::Like if text.encode_utf16().count() > MAX_PATTERN => {
                fail(format!("the pattern is longer than {} characters", MAX_PATTERN))
            }
            Asked::Like => Wildcard::parse(text).map(TextTest::Wildcard).or_else(|error| {
                let why = match error {
                    WildcardError::OpenBracket => "a bracket is not closed; `[ stands for the character",
                    WildcardError::EmptyRange => "a range is in reverse order",
                };
                fail(format!("the pattern \"{}\" cannot be read: {}", text, why))
            }),
            _ => self.fail("is text, and texts cannot be compared with -gt, -ge, -lt or -le: their order depends on the language"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::query::filter::KnownAttributes;
    use proptest::prelude::*;
    use serde_json::json;

    fn read(json: &str) -> Result<Expression> {
        let known = || Ok(KnownAttributes::new(["extensionAttribute9".to_owned()]));
        super::read(json, &mut Reader::new(&known))
    }

    fn one(property: &str, operator: &str, value: Value) -> Result<Expression> {
        read(&json!({ "property": property, "operator": operator, "value": value, "offset": 3 }).to_string())
    }

    fn reason(result: Result<Expression>) -> (String, usize) {
        match result {
            Err(Error::InvalidFilter { reason, offset }) => (reason, offset),
            other => panic!("{:?}", other),
        }
    }

    #[test]
    fn values_must_have_the_propertys_type() {
        for (property, operator, value) in [
            ("Enabled", "eq", json!(true)),
            ("UserAccountControl", "ge", json!(512)),
            ("UserAccountControl", "like", json!("*Disabled*")),
            ("Guid", "eq", json!({ "guid": "18e7332f-d993-5a46-9bf5-07b7f8cc70fa" })),
            ("Guid", "like", json!("18*")),
            ("WhenCreated", "lt", json!({ "time": 5 })),
            ("Title", "present", Value::Null),
            ("VoicePolicy", "ne", json!("x")),
            ("extensionattribute9", "ne", json!("x")),
            ("EnabledForFederation", "eq", json!(true)),
            ("TenantId", "eq", json!({ "guid": "18e7332f-d993-5a46-9bf5-07b7f8cc70fa" })),
            ("proxyAddresses", "like", json!("sip:*")),
        ] {
            assert!(one(property, operator, value).is_ok(), "{} {}", property, operator);
        }
        for (property, operator, value, expected) in [
            ("Title", "gt", json!("x"), "Title is text"),
            ("extensionAttribute9", "le", json!("x"), "extensionAttribute9 is text"),
            ("HostingProvider", "le", json!("x"), "HostingProvider is text"),
            ("EnabledForFederation", "eq", json!(1), "EnabledForFederation cannot be compared"),
            ("DisplayNme", "eq", json!("x"), "\"DisplayNme\" is not a property"),
            ("userCertificate", "eq", json!("x"), "userCertificate is not kept"),
            ("Title", "eq", json!(1), "Title cannot be compared"),
            ("WhenCreated", "like", json!("x"), "WhenCreated is a date"),
            ("WhenCreated", "eq", json!({ "guid": 1 }), "WhenCreated can only be compared with a date"),
            ("Guid", "gt", json!({ "guid": "x" }), "Guid cannot be compared"),
            ("Title", "like", json!("[x"), "the pattern \"[x\""),
            ("Title", "match", json!("x"), "the operator -match"),
        ] {
            let (reason, offset) = reason(one(property, operator, value));
            assert!(reason.starts_with(expected), "{}", reason);
            assert_eq!(offset, 3);
        }
    }

    #[test]
    fn what_no_attribute_supplies_is_null() {
        for absent in [true, false] {
            let tree = json!({ "property": "voicepolicy", "operator": "ne", "value": "x", "absent": absent });
            assert_eq!(read(&tree.to_string()), Ok(Expression::Constant(absent)));
        }
    }

    #[test]
    fn a_negated_operator_is_the_negation_and_what_is_absent_turns_with_it() {
        let expected = Comparison {
            subject: Subject::Field(
                Field::Title,
                Test::Text(TextTest::order(TextRule::Ordinal, Order::Equal, "x")),
            ),
            absent: false,
        };
        let tree = json!({ "property": "title", "operator": "ne", "value": "x", "absent": true });
        assert_eq!(read(&tree.to_string()), Ok(Expression::Comparison(expected).negated()));
    }

    #[test]
    fn neither_depth_nor_size_is_without_end() {
        let nested = |levels: usize| format!("{}true{}", "{\"not\":".repeat(levels), "}".repeat(levels));
        assert!(read(&nested(super::super::MAX_DEPTH)).is_ok());
        assert!(reason(read(&nested(super::super::MAX_DEPTH + 1))).0.contains("nested"));
        assert!(reason(read(&nested(100_000))).0.contains("longer"));
        assert!(reason(read(&nested(20_000))).0.contains("recursion"));
        let wide = |parts: usize| format!("{{\"or\":[{}]}}", vec!["true"; parts].join(","));
        assert!(read(&wide(super::super::MAX_ITEMS - 1)).is_ok());
        assert!(reason(read(&wide(super::super::MAX_ITEMS))).0.contains("parts"));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "[\\[\\]{}:,\"a-z0-9]{0,60}") {
            let _ = read(&text);
        }
    }
}
