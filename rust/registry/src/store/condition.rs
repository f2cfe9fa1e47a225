//! A filter as a condition in SQL, for every engine: one builder, and a dialect for what engines write differently.
//!
//! What no statement decides here, texts and attributes without a column, is TRUE in the condition. Negations are moved to the
//! comparisons (De Morgan's laws hold with a third value too), so that a condition with more that is true is true of more users, never
//! of fewer; the filter itself decides on each of them then.

use std::borrow::Cow;

use crate::query::filter::{Comparison, Expression, Field, Order, Subject, Test};

/// How many comparisons are translated: SQLite takes expressions of a depth of 1000, and a list is as deep as it is long.
const MOST_COMPARISONS: usize = 256;

/// A value that a condition compares with.
pub(super) enum Operand {
    Boolean(bool),
    Number(i64),
    Guid([u8; 16]),
}

/// What engines write differently.
pub(super) trait Dialect {
    /// Gives the statement a value; returns what stands for it.
    fn bind(&mut self, operand: Operand) -> String;
    /// A field's value in the row of a user: numbers with a sign, times in microseconds, GUIDs as the directory's bytes.
    fn value(&self, field: Field) -> Cow<'static, str>;
}

/// The condition, whose text depends on the expression's shape only, and whether it is true of nobody but those whom the filter keeps.
pub(super) fn condition(expression: &Expression, dialect: &mut dyn Dialect) -> (String, bool) {
    let mut builder = Builder { dialect, comparisons: 0, is_exact: true };
    let sql = builder.expression(expression, false);
    (sql, builder.is_exact)
}

struct Builder<'d> {
    dialect: &'d mut dyn Dialect,
    comparisons: usize,
    is_exact: bool,
}

impl Builder<'_> {
    fn expression(&mut self, expression: &Expression, negated: bool) -> String {
        let (parts, is_all) = match expression {
            Expression::Constant(value) => return literal(*value != negated),
            // No user is kept for it, whatever was negated above it.
            Expression::Undefined => return literal(false),
            Expression::Not(inner) => return self.expression(inner, !negated),
            Expression::Comparison(comparison) => return self.comparison(comparison, negated),
            Expression::And(parts) => (parts, !negated),
            Expression::Or(parts) => (parts, negated),
        };
        if parts.is_empty() {
            return literal(is_all);
        }
        let mut terms = Vec::new();
        for part in parts {
            let term = self.expression(part, negated);
            // However many are undecided, one says so.
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        format!("({})", terms.join(if is_all { " AND " } else { " OR " }))
    }

    fn undecided(&mut self) -> String {
        self.is_exact = false;
        literal(true)
    }

    /// True or false, never NULL, so that NOT, AND and OR need no third value.
    fn comparison(&mut self, comparison: &Comparison, negated: bool) -> String {
        self.comparisons += 1;
        let (field, test) = match &comparison.subject {
            Subject::Field(field, test) if self.comparisons <= MOST_COMPARISONS => (*field, test),
            _ => return self.undecided(),
        };
        let value = self.dialect.value(field);
        let mut bind = |operand| self.dialect.bind(operand);
        let test = match test {
            Test::Text(_) => return self.undecided(),
            Test::Present => format!("nullif({} IS NOT NULL, FALSE)", value),
            Test::Boolean(wanted) => format!("{} = {}", value, bind(Operand::Boolean(*wanted))),
            Test::Number(order, wanted) | Test::Time(order, wanted) => {
                format!("{} {} {}", value, operator(*order), bind(Operand::Number(*wanted)))
            }
            Test::AllBits(mask) => {
                let mask = bind(Operand::Number(*mask));
                format!("({} & {}) = {}", value, mask, mask)
            }
            Test::AnyBit(mask) => format!("({} & {}) <> 0", value, bind(Operand::Number(*mask))),
            Test::Guid(guid) => format!("{} = {}", value, bind(Operand::Guid(*guid.directory_bytes()))),
        };
        let not = if negated { "NOT " } else { "" };
        format!("{}coalesce({}, {})", not, test, literal(comparison.absent))
    }
}

fn literal(value: bool) -> String {
    if value { "TRUE" } else { "FALSE" }.to_owned()
}

fn operator(order: Order) -> &'static str {
    match order {
        Order::Equal => "=",
        Order::Less => "<",
        Order::LessOrEqual => "<=",
        Order::Greater => ">",
        Order::GreaterOrEqual => ">=",
    }
}
