//! The grammar of RFC 4515 section 3.

use crate::error::Result;
use crate::model::hex;
use crate::query::filter::expression::Expression;
use crate::query::filter::{invalid, Reader, MAX_LENGTH};

use super::item::{Item, Operator, Place};

/// Reads a whole filter.
///
/// # Errors
/// `InvalidFilter` with the place, in UTF-16 units.
pub(in crate::query::filter) fn parse(text: &str, reader: &mut Reader<'_>) -> Result<Expression> {
    if text.len() > MAX_LENGTH {
        return Err(invalid(0, format!("it is longer than {} bytes", MAX_LENGTH)));
    }
    let mut parser = Parser { text, at: 0, reader };
    parser.skip_blanks();
    if parser.peek().is_none() {
        return parser.fail("it is empty");
    }
    let expression = parser.filter(0)?;
    parser.skip_blanks();
    match parser.peek() {
        None => Ok(expression),
        Some(')') => parser.fail("unmatched ')'"),
        Some(_) => {
            parser.fail("unexpected text after the end of the filter; join several filters with (&…) or (|…)")
        }
    }
}

struct Parser<'a, 'r, 'k> {
    text: &'a str,
    at: usize,
    reader: &'r mut Reader<'k>,
}

impl<'a> Parser<'a, '_, '_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn eat(&mut self, c: char) -> bool {
        let there = self.peek() == Some(c);
        if there {
            self.at += c.len_utf8();
        }
        there
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\r' | '\n')) {
            self.at += 1;
        }
    }

    fn place(&self, at: usize) -> Place<'a> {
        Place { text: self.text, at }
    }

    fn fail<T>(&self, reason: &str) -> Result<T> {
        Err(self.place(self.at).error(reason))
    }

    /// filter = "(" filtercomp ")"; the parentheses may be missing around all of it.
    fn filter(&mut self, depth: usize) -> Result<Expression> {
        let start = self.place(self.at);
        self.reader.spend(depth, || start.offset())?;
        let opened = self.eat('(');
        self.skip_blanks();
        let expression = match self.peek() {
            Some('&') => Expression::And(self.list(depth)?),
            Some('|') => Expression::Or(self.list(depth)?),
            Some('!') => {
                self.at += 1;
                self.skip_blanks();
                self.filter(depth + 1)?.negated()
            }
            Some('(') => return self.fail("unexpected '('"),
            _ => self.item()?,
        };
        self.skip_blanks();
        if opened && !self.eat(')') {
            return self.fail(if self.peek().is_none() { "missing ')'" } else { "expected ')'" });
        }
        Ok(expression)
    }

    /// Any number of filters after `&` or `|`.
    fn list(&mut self, depth: usize) -> Result<Vec<Expression>> {
        self.at += 1;
        let mut parts = Vec::new();
        loop {
            self.skip_blanks();
            match self.peek() {
                Some('(') => parts.push(self.filter(depth + 1)?),
                Some(')') | None => return Ok(parts),
                Some(_) => return self.fail("expected '('"),
            }
        }
    }

    /// attr filtertype value, or an extensible match.
    fn item(&mut self) -> Result<Expression> {
        let start = self.at;
        let length = self.text[start..].find(|c| "=<>~:()".contains(c)).unwrap_or(self.text.len() - start);
        self.at += length;
        let description = self.text[start..self.at].trim();
        let operator_at = self.at;
        let operator = match self.peek() {
            Some('=') => Operator::Equal,
            Some('>') => Operator::GreaterOrEqual,
            Some('<') => Operator::LessOrEqual,
            Some('~') => Operator::Approximate,
            Some(':') => self.extension()?,
            _ => return self.fail("expected an operator (=, >=, <=, ~= or :=)"),
        };
        if operator != Operator::Equal && !matches!(operator, Operator::Extended(_)) {
            self.at += 1;
        }
        if !self.eat('=') {
            return self.fail("expected '='");
        }
        let value_at = self.at;
        let pieces = self.value()?;
        Item {
            description,
            operator,
            pieces,
            start: self.place(start),
            operator_at: self.place(operator_at),
            value_at: self.place(value_at),
        }
        .expression(self.reader)
    }

    /// [dnattrs] [matchingrule] COLON: what stands between the attribute and `=`.
    fn extension(&mut self) -> Result<Operator<'a>> {
        let start = self.at;
        let end = match self.text[start..].find(|c| "=()".contains(c)) {
            Some(length) if self.text.as_bytes()[start + length] == b'=' => start + length,
            _ => return self.fail("expected ':='"),
        };
        self.at = end;
        let parts = match self.text[start..end].strip_suffix(':') {
            None => return self.fail("expected ':='"),
            Some(parts) => parts,
        };
        let rule = parts.strip_prefix(':').unwrap_or(parts);
        let is_dn = |part: &str| part.eq_ignore_ascii_case("dn");
        if is_dn(rule) || rule.split_once(':').map_or(false, |(dn, _)| is_dn(dn)) {
            self.at = start;
            return self.fail("':dn' is not supported: only the user's own attributes are compared");
        }
        Ok(Operator::Extended(if rule.is_empty() { None } else { Some(rule) }))
    }

    /// The bytes of a value, in the pieces that stars part. Ends before `)` or at the end of the text.
    fn value(&mut self) -> Result<Vec<Vec<u8>>> {
        let mut pieces = vec![Vec::new()];
        while let Some(c) = self.peek() {
            let piece = pieces.last_mut().expect("there is always a piece");
            match c {
                ')' => break,
                '(' => return self.fail("write a parenthesis in a value as \\28"),
                '\0' => return self.fail("write a NUL in a value as \\00"),
                '*' => pieces.push(Vec::new()),
                '\\' => {
                    let digits = self.text.as_bytes().get(self.at + 1..self.at + 3);
                    match digits.and_then(hex::byte) {
                        Some(byte) => piece.push(byte),
                        None => {
                            return self.fail(
                                "expected two hexadecimal digits after '\\'; write a backslash as \\5c",
                            )
                        }
                    }
                    self.at += 2;
                }
                other => piece.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes()),
            }
            self.at += c.len_utf8();
        }
        Ok(pieces)
    }
}
