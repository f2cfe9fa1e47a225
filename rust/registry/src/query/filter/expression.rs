//! The expression that both filter languages become.

use crate::model::guid::Guid;
use crate::model::time::Microseconds;

use super::attribute_test::AttributeTest;
use super::field::Field;
use super::text_test::TextTest;

/// What is to be true of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// Always, or never.
    Constant(bool),
    /// Neither true nor false of anybody (RFC 4511 section 4.5.1.7): so is its negation.
    Undefined,
    /// All of them; true where there is none.
    And(Vec<Expression>),
    /// Any of them; false where there is none.
    Or(Vec<Expression>),
    /// Not that.
    Not(Box<Expression>),
    /// One comparison.
    Comparison(Comparison),
}

/// A test of one value of the user's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What of the user is tested, and how.
    pub subject: Subject,
    /// The result where the user has no such value.
    pub absent: bool,
}

/// What of a user is compared, with the tests it can stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A value that the registry has a field for.
    Field(Field, Test),
    /// An imported attribute without a field.
    Attribute(AttributeTest),
}

/// A test of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Any value passes.
    Present,
    /// Text.
    Text(TextTest),
    /// Equals the Boolean.
    Boolean(bool),
    /// Stands so to the number. Numbers of the directory have 32 bits and a sign.
    Number(Order, i64),
    /// All of these bits are set.
    AllBits(i64),
    /// At least one of these bits is set.
    AnyBit(i64),
    /// Stands so to the time.
    Time(Order, Microseconds),
    /// Equals the GUID.
    Guid(Guid),
}

/// How a value stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Order {
    /// Whether `one` stands so to `other`.
    pub fn holds<T: Ord + ?Sized>(self, one: &T, other: &T) -> bool {
        match self {
            Order::Equal => one == other,
            Order::Less => one < other,
            Order::LessOrEqual => one <= other,
            Order::Greater => one > other,
            Order::GreaterOrEqual => one >= other,
        }
    }
}

impl Test {
    /// Stands so to the time, in units of 100 nanoseconds since 1970-01-01T00:00:00Z: a tenth of what is kept.
    pub(super) fn time(order: Order, ticks: i64) -> Test {
        let (before, rest) = (ticks.div_euclid(10), ticks.rem_euclid(10));
        match order {
            _ if rest == 0 => Test::Time(order, before),
            // Nothing that is kept stands between.
            Order::Equal => Test::Time(Order::Less, Microseconds::MIN),
            Order::Less | Order::LessOrEqual => Test::Time(Order::LessOrEqual, before),
            Order::Greater | Order::GreaterOrEqual => Test::Time(Order::Greater, before),
        }
    }
}

impl Expression {
    /// The negation.
    pub(super) fn negated(self) -> Expression {
        match self {
            Expression::Constant(value) => Expression::Constant(!value),
            Expression::Undefined => Expression::Undefined,
            Expression::Not(inner) => *inner,
            other => Expression::Not(Box::new(other)),
        }
    }
}
