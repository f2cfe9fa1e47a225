//! Tests of an imported attribute without a field: any number of values, texts or bytes.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::parse::distinguished_name::DistinguishedName;

use super::expression::Order;
use super::field::TextRule;
use super::property::Reading;
use super::text_test::TextTest;

/// A test of an attribute in the registry's JSON object of arrays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeTest {
    /// The attribute's name, in any case.
    pub name: String,
    /// How the values are read.
    pub reading: Reading,
    /// What one value must be.
    pub values: ValueTest,
    /// What follows from the results of the values.
    pub of_several: OfSeveral,
}

/// What decides where an attribute has several values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfSeveral {
    /// LDAP: one that passes is enough.
    Any,
    /// PowerShell: a comparison with an array gives the elements that pass, and the result is whether that is true: two
    /// elements are, a single one if it is not empty. Bytes are left out.
    Elements,
}

/// A test of one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueTest {
    /// Any value passes.
    Present,
    /// A text that passes.
    Text(TextTest),
    /// A text that does not pass.
    NotText(TextTest),
    /// The Boolean.
    Boolean(bool),
    /// What an LDAP assertion can equal: a text by the directory's comparison, the distinguished name where it can be
    /// read as one, or the very bytes.
    Equal {
        /// As text.
        text: Option<TextTest>,
        /// As a distinguished name.
        name: Option<TextTest>,
        /// As bytes, base64.
        base64: String,
    },
    /// Both integers, and so to each other; else both texts.
    Order {
        /// How they stand.
        order: Order,
        /// The assertion as a number.
        number: Option<i64>,
        /// The assertion as a text.
        text: TextTest,
    },
    /// An integer with all of these bits.
    AllBits(i64),
    /// An integer with at least one of these bits.
    AnyBit(i64),
    /// The category of an object: by its distinguished name's first value, or by that name itself.
    Category(TextTest),
}

impl AttributeTest {
    /// The test of an LDAP filter.
    pub(super) fn any(name: &str, reading: Reading, values: ValueTest) -> AttributeTest {
        AttributeTest { name: name.to_owned(), reading, values, of_several: OfSeveral::Any }
    }

    /// Whether the user passes; none where the user has no such attribute.
    ///
    /// # Errors
    /// A sentence, where the JSON is damaged.
    pub fn passes(&self, json: &str) -> Result<Option<bool>, String> {
        let values = values_of(&self.name, json)
            .map_err(|e| format!("a user's stored attributes are damaged: {}", e))?;
        let values = self.reading.of(values);
        if values.is_empty() {
            return Ok(None);
        }
        Ok(Some(match self.of_several {
            OfSeveral::Any => values.iter().any(|value| self.values.passes(value)),
            OfSeveral::Elements => match (values.as_slice(), &self.values) {
                (_, ValueTest::Present) => true,
                ([only], test) => test.passes(only),
                (several, test) => {
                    let mut passing = several.iter().filter(|value| test.passes(value));
                    match (passing.next(), passing.next()) {
                        (Some(Value::String(only)), None) => !only.is_empty(),
                        (first, _) => first.is_some(),
                    }
                }
            },
        }))
    }
}

/// The values of one attribute; nothing is made of the others.
fn values_of(name: &str, json: &str) -> serde_json::Result<Vec<Value>> {
    struct Named<'n>(&'n str);

    impl<'de> Visitor<'de> for Named<'_> {
        type Value = Vec<Value>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object of arrays")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<Value>, A::Error> {
            let mut found = Vec::new();
            while let Some(name) = map.next_key::<Cow<'de, str>>()? {
                if found.is_empty() && name.eq_ignore_ascii_case(self.0) {
                    found = map.next_value()?;
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            Ok(found)
        }
    }

    let mut json = serde_json::Deserializer::from_str(json);
    let found = json.deserialize_map(Named(name))?;
    json.end()?;
    Ok(found)
}

impl ValueTest {
    /// An LDAP assertion's equality.
    pub(super) fn equal(bytes: &[u8]) -> ValueTest {
        let text = std::str::from_utf8(bytes).ok();
        let of_name = |text: &&str| text.contains('=') && DistinguishedName::parse(text).is_ok();
        ValueTest::Equal {
            text: text.map(|text| TextTest::order(TextRule::Name, Order::Equal, text)),
            name: text
                .filter(of_name)
                .map(|text| TextTest::order(TextRule::DistinguishedName, Order::Equal, text)),
            base64: base64::encode(bytes),
        }
    }

    fn passes(&self, value: &Value) -> bool {
        let text = value.as_str();
        let number = || text.and_then(|text| text.trim().parse::<i64>().ok());
        match self {
            ValueTest::Present => true,
            ValueTest::Text(test) => text.map_or(false, |text| test.passes(text)),
            ValueTest::NotText(test) => text.map_or(false, |text| !test.passes(text)),
            ValueTest::Boolean(wanted) => value.as_bool() == Some(*wanted),
            ValueTest::Equal { text: as_text, name, base64 } => match text {
                Some(text) => [as_text, name].into_iter().flatten().any(|test| test.passes(text)),
                None => value.get("base64").and_then(Value::as_str) == Some(base64),
            },
            ValueTest::Order { order, number: wanted, text: as_text } => match (number(), wanted, text) {
                (Some(own), Some(wanted), _) => order.holds(&own, wanted),
                (_, _, Some(text)) => as_text.passes(text),
                _ => false,
            },
            ValueTest::AllBits(mask) => number().map_or(false, |own| own & mask == *mask),
            ValueTest::AnyBit(mask) => number().map_or(false, |own| own & mask != 0),
            ValueTest::Category(test) => text.map_or(false, |text| {
                let name = DistinguishedName::parse(text);
                test.passes(name.as_ref().ok().and_then(DistinguishedName::common_name).unwrap_or(text))
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str = r#"{"mail":["Ken@LitwareInc.com"],"memberOf":["CN=A\\, B,DC=x","CN=C,DC=x"],
        "adminCount":["7"],"photo":[{"base64":"AP8="}],"twice":["","b"],"objectCategory":["CN=Person,CN=Schema"]}"#;

    fn passes(name: &str, values: ValueTest, of_several: OfSeveral) -> Option<bool> {
        let reading = Reading::Values;
        AttributeTest { name: name.to_owned(), reading, values, of_several }.passes(USER).unwrap()
    }

    fn ldap(name: &str, values: ValueTest) -> Option<bool> {
        passes(name, values, OfSeveral::Any)
    }

    #[test]
    fn one_value_is_enough_for_ldap() {
        assert_eq!(ldap("MAIL", ValueTest::equal(b"ken@litwareinc.com")), Some(true));
        assert_eq!(ldap("memberof", ValueTest::equal(b"cn=a\\2C b , dc=X")), Some(true));
        assert_eq!(ldap("memberOf", ValueTest::equal(b"CN=D,DC=x")), Some(false));
        assert_eq!(ldap("photo", ValueTest::equal(&[0, 0xFF])), Some(true));
        assert_eq!(ldap("photo", ValueTest::equal(b"AP8=")), Some(false));
        assert_eq!(ldap("adminCount", ValueTest::AllBits(3)), Some(true));
        assert_eq!(ldap("adminCount", ValueTest::AllBits(9)), Some(false));
        assert_eq!(ldap("adminCount", ValueTest::AnyBit(9)), Some(true));
        assert_eq!(ldap("mail", ValueTest::AnyBit(-1)), Some(false));
        assert_eq!(ldap("nothing", ValueTest::Present), None);
    }

    #[test]
    fn numbers_are_ordered_as_numbers_and_texts_as_texts() {
        let order = |number: Option<i64>, text: &str| ValueTest::Order {
            order: Order::GreaterOrEqual,
            number,
            text: TextTest::order(TextRule::Name, Order::GreaterOrEqual, text),
        };
        assert_eq!(ldap("adminCount", order(Some(10), "10")), Some(false));
        assert_eq!(ldap("mail", order(None, "K")), Some(true));
        assert_eq!(ldap("photo", order(None, "K")), Some(false));
    }

    #[test]
    fn powershell_asks_whether_the_elements_that_pass_are_true() {
        let equal = |text: &str| TextTest::order(TextRule::Ordinal, Order::Equal, text);
        let elements = |name: &str, test: ValueTest| passes(name, test, OfSeveral::Elements);
        assert_eq!(elements("mail", ValueTest::Text(equal("ken@litwareinc.COM"))), Some(true));
        assert_eq!(elements("mail", ValueTest::NotText(equal("x"))), Some(true));
        assert_eq!(elements("twice", ValueTest::Text(equal("b"))), Some(true));
        assert_eq!(elements("twice", ValueTest::Text(equal(""))), Some(false));
        assert_eq!(elements("twice", ValueTest::NotText(equal("b"))), Some(false));
        assert_eq!(elements("twice", ValueTest::NotText(equal("c"))), Some(true));
        assert_eq!(elements("twice", ValueTest::Present), Some(true));
    }

    #[test]
    fn damaged_attributes_are_an_error() {
        let test = AttributeTest {
            name: "x".to_owned(),
            reading: Reading::Values,
            values: ValueTest::Present,
            of_several: OfSeveral::Any,
        };
        assert!(test.passes("{").is_err());
        assert_eq!(test.passes(r#"{"x":[]}"#), Ok(None));
    }
}
