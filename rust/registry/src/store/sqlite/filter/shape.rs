//! A filter's expression in the form that SQLite's parser takes: that parser has a stack of 100 places and allows expressions a
//! depth of 1000, and both are used up by nesting as it comes.
//!
//! Negations move to the comparisons (De Morgan's laws hold with a third value too), lists within lists of the same
//! kind dissolve, the deepest part of a list comes first, where only one parenthesis waits on the stack, and long lists are
//! parted.

use crate::error::{Error, Result};
use crate::query::filter::{Comparison, Expression};

/// The most places that an expression may take on the parser's stack; the rest is for the statement around it.
const MOST_PLACES: usize = 85;
/// The places that one comparison takes.
const PLACES_OF_COMPARISON: usize = 8;
/// The longest chain of ANDs or ORs, each of which is a level of depth.
const LONGEST_CHAIN: usize = 64;

/// The form.
pub(crate) enum Shape<'e> {
    Constant(bool),
    Comparison { comparison: &'e Comparison, negated: bool },
    List(List<'e>),
}

/// Two or more parts, the deepest first.
pub(crate) struct List<'e> {
    pub kind: Kind,
    pub parts: Vec<Shape<'e>>,
    places: usize,
}

/// Whether all parts of a list must be true, or any.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    All,
    Any,
}

impl<'e> Shape<'e> {
    /// # Errors
    /// `InvalidFilter` where it is nested too deeply after all.
    pub(crate) fn of(expression: &'e Expression) -> Result<Shape<'e>> {
        let shape = Shape::signed(expression, false);
        if shape.places() > MOST_PLACES {
            return Err(Error::InvalidFilter {
                reason: "its schema is nested too deeply".to_owned(),
                offset: 0,
            });
        }
        Ok(shape)
    }

    fn signed(expression: &'e Expression, negated: bool) -> Shape<'e> {
        match expression {
            Expression::Constant(value) => Shape::Constant(*value != negated),
            // No user is kept for it, whatever was negated above it.
            Expression::Undefined => Shape::Constant(false),
            Expression::Comparison(comparison) => Shape::Comparison { comparison, negated },
            Expression::Not(inner) => Shape::signed(inner, !negated),
            Expression::And(parts) => {
                Shape::list(if negated { Kind::Any } else { Kind::All }, parts, negated)
            }
            Expression::Or(parts) => Shape::list(if negated { Kind::All } else { Kind::Any }, parts, negated),
        }
    }

    fn list(kind: Kind, expressions: &'e [Expression], negated: bool) -> Shape<'e> {
        let mut parts = Vec::with_capacity(expressions.len());
        for expression in expressions {
            match Shape::signed(expression, negated) {
                Shape::List(inner) if inner.kind == kind => {
                    parts.extend(inner.parts.into_iter().flat_map(|part| part.dissolved(kind)))
                }
                part => parts.push(part),
            }
        }
        parts.sort_by_key(|part| std::cmp::Reverse(part.places()));
        if parts.len() <= LONGEST_CHAIN {
            return Shape::joined(kind, parts);
        }
        let mut chains = Vec::new();
        let mut rest = parts.into_iter().peekable();
        while rest.peek().is_some() {
            chains.push(Shape::joined(kind, rest.by_ref().take(LONGEST_CHAIN).collect()));
        }
        Shape::joined(kind, chains)
    }

    /// The parts of a chain of the same kind, itself otherwise.
    fn dissolved(self, kind: Kind) -> Vec<Shape<'e>> {
        match self {
            Shape::List(list) if list.kind == kind => list.parts,
            other => vec![other],
        }
    }

    fn joined(kind: Kind, mut parts: Vec<Shape<'e>>) -> Shape<'e> {
        match parts.len() {
            0 => Shape::Constant(kind == Kind::All),
            1 => parts.swap_remove(0),
            _ => {
                // "(" waits for the first part, "(", what stands left, and the operator for each of the others.
                let places = (1 + parts[0].places()).max(3 + parts[1].places());
                Shape::List(List { kind, parts, places })
            }
        }
    }

    fn places(&self) -> usize {
        match self {
            Shape::Constant(_) => 1,
            Shape::Comparison { .. } => PLACES_OF_COMPARISON,
            Shape::List(list) => list.places,
        }
    }
}
