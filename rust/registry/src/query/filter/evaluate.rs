//! A filter's answer for a user whose row was read: for engines whose statement cannot give it, and what their statements are tested
//! against.

use std::borrow::Cow;

use crate::model::account_control;
use crate::model::guid::Guid;
use crate::model::time::Microseconds;
use crate::model::user::{UserRow, UserSelection};

use super::expression::{Comparison, Expression, Subject, Test};
use super::field::Field;
use super::unit::Unit;
use super::Filter;

/// What a statement leaves open of a selection, for every engine.
pub(crate) struct Undecided<'s> {
    unit: Option<Unit>,
    expression: Option<&'s Expression>,
}

impl Undecided<'_> {
    /// None where nothing is left open: `is_exact` says that the statement decided the filter.
    pub(crate) fn of(selection: &UserSelection, is_exact: bool) -> Option<Undecided<'_>> {
        let unit = selection.organizational_unit.as_ref().map(Unit::new);
        let expression = selection.filter.as_ref().filter(|_| !is_exact).map(Filter::expression);
        (unit.is_some() || expression.is_some()).then_some(Undecided { unit, expression })
    }

    /// # Errors
    /// A sentence, where the user's attributes are damaged.
    pub(crate) fn is_selected(&mut self, user: &UserRow<'_>) -> Result<bool, String> {
        let is_within = self.unit.as_mut().map_or(true, |unit| unit.holds(user.fields.distinguished_name));
        Ok(is_within && self.expression.map_or(Ok(true), |expression| expression.is_true_of(user))?)
    }
}

/// A user's value of a field.
enum Value<'u> {
    Text(&'u str),
    Boolean(bool),
    Number(u32),
    Time(Microseconds),
    Guid(Guid),
}

impl Expression {
    /// Whether the filter keeps the user: it is neither false nor undefined.
    ///
    /// # Errors
    /// A sentence, where the user's attributes are damaged.
    pub fn is_true_of(&self, user: &UserRow<'_>) -> Result<bool, String> {
        Ok(self.truth(user)? == Some(true))
    }

    /// None is undefined (RFC 4511 section 4.5.1.7).
    fn truth(&self, user: &UserRow<'_>) -> Result<Option<bool>, String> {
        Ok(match self {
            Expression::Constant(value) => Some(*value),
            Expression::Undefined => None,
            Expression::Not(inner) => inner.truth(user)?.map(|value| !value),
            Expression::And(parts) => Expression::unless_any(false, parts, user)?,
            Expression::Or(parts) => Expression::unless_any(true, parts, user)?,
            Expression::Comparison(comparison) => Some(comparison.is_true_of(user)?),
        })
    }

    /// `value` where any part is that, else undefined where any part is, else the opposite.
    fn unless_any(value: bool, parts: &[Expression], user: &UserRow<'_>) -> Result<Option<bool>, String> {
        let mut result = Some(!value);
        for part in parts {
            match part.truth(user)? {
                Some(own) if own == value => return Ok(Some(value)),
                Some(_) => {}
                None => result = None,
            }
        }
        Ok(result)
    }
}

impl Comparison {
    fn is_true_of(&self, user: &UserRow<'_>) -> Result<bool, String> {
        let result = match &self.subject {
            Subject::Field(field, test) => value(*field, user).map(|value| test.passes(*field, &value)),
            Subject::Attribute(test) => match user.fields.attributes {
                Some(json) => test.passes(json)?,
                None => None,
            },
        };
        Ok(result.unwrap_or(self.absent))
    }
}

impl Test {
    fn passes(&self, field: Field, value: &Value<'_>) -> bool {
        match (self, value) {
            (Test::Present, _) => true,
            (Test::Text(test), value) => test.passes(&text(field, value)),
            (Test::Boolean(wanted), Value::Boolean(own)) => own == wanted,
            (Test::Number(order, wanted), Value::Number(own)) => order.holds(&signed(*own), wanted),
            (Test::AllBits(mask), Value::Number(own)) => signed(*own) & mask == *mask,
            (Test::AnyBit(mask), Value::Number(own)) => signed(*own) & mask != 0,
            (Test::Time(order, wanted), Value::Time(own)) => order.holds(own, wanted),
            (Test::Guid(wanted), Value::Guid(own)) => own == wanted,
            _ => false,
        }
    }
}

fn value<'u>(field: Field, user: &UserRow<'u>) -> Option<Value<'u>> {
    let fields = &user.fields;
    let text = match field {
        Field::DistinguishedName => Some(fields.distinguished_name),
        Field::Name => fields.common_name,
        Field::SipAddress => fields.sip_address,
        Field::RegistrarPool => user.registrar_pool,
        Field::HomeServer => fields.home_server,
        Field::DisplayName => fields.display_name,
        Field::SamAccountName => fields.sam_account_name,
        Field::UserPrincipalName => fields.user_principal_name,
        Field::LineUri => fields.line_uri,
        Field::FirstName => fields.given_name,
        Field::LastName => fields.surname,
        Field::Department => fields.department,
        Field::Title => fields.title,
        Field::Enabled => return fields.enabled.map(Value::Boolean),
        Field::UserAccountControl => return fields.user_account_control.map(Value::Number),
        Field::OptionFlags => return fields.option_flags.map(Value::Number),
        Field::Guid => return fields.object_guid.map(Value::Guid),
        Field::WhenCreated => return fields.when_created.map(Value::Time),
        Field::WhenChanged => return fields.when_changed.map(Value::Time),
        Field::PublicNetworkEnabled
        | Field::RemoteCallControlTelephonyEnabled
        | Field::EnterpriseVoiceEnabled
        | Field::EnabledForRichPresence
        | Field::IpPbxSoftPhoneRoutingEnabled
        | Field::AudioVideoDisabled => {
            let bit = field.option_bit()?;
            return fields.option_flags.map(|flags| Value::Boolean(flags & bit != 0));
        }
    };
    text.map(Value::Text)
}

/// The text that ADUser or its attributes show.
fn text<'u>(field: Field, value: &Value<'u>) -> Cow<'u, str> {
    match value {
        Value::Text(text) => Cow::Borrowed(*text),
        Value::Boolean(value) => Cow::Borrowed(if *value { "TRUE" } else { "FALSE" }),
        Value::Number(flags) if field == Field::UserAccountControl => account_control::names(*flags).into(),
        Value::Number(number) => number.to_string().into(),
        Value::Guid(guid) => guid.to_string().into(),
        // No filter compares times as texts.
        Value::Time(time) => time.to_string().into(),
    }
}

/// The directory's numbers have a sign, the registry's have none.
fn signed(number: u32) -> i64 {
    i64::from(number as i32)
}
