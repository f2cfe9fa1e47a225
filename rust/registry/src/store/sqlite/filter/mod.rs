//! Selections of users as statements. Values are bound; the text depends on a selection's shape only, so that statements are
//! prepared once a shape.

#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;

use rusqlite::types::Value;

use crate::model::names::NameHasher;
use crate::model::user::UserSelection;
use crate::query::filter::evaluate::Undecided;
use crate::query::filter::index::{candidates, Candidates};
use crate::store::condition::{condition, home_server_conditions, Operand};

/// A statement with its values.
pub(super) struct Statement<'s> {
    pub sql: String,
    pub values: Vec<Value>,
    /// What is to be decided on each user that it reads.
    pub undecided: Option<Undecided<'s>>,
}

/// The place of the key to start after, among the values.
const AFTER: &str = "?1";

/// The selected users after a key, in the order of their keys; none where no user can be one.
pub(super) fn statement<'s>(
    columns: &str,
    selection: &'s UserSelection,
    hasher: NameHasher,
    after_key: i64,
) -> Option<Statement<'s>> {
    let mut selected = Statement {
        sql: format!("SELECT {} FROM ", columns),
        values: vec![after_key.into()],
        undecided: None,
    };
    let expression = selection.filter.as_ref().map(|filter| filter.expression());
    // The key's column of the table that comes first: SQLite sees that its rows are in order already.
    let few = expression
        .filter(|_| selection.user_key.is_none())
        .and_then(|expression| candidates(expression, hasher));
    let key = match few {
        Some(few) if few.names.is_empty() && few.guids.is_empty() => return None,
        Some(few) => {
            selected.candidates_first(&few);
            "n.user_key"
        }
        None => {
            selected.push("user u");
            "u.user_key"
        }
    };
    selected.push(" LEFT JOIN home_server h ON h.home_server_key = u.home_server_key WHERE ");
    selected.push(key);
    selected.push(" > ");
    selected.push(AFTER);
    selected.push(" AND u.gone_since IS NULL AND u.sip_address IS NOT NULL");
    home_server_conditions(selection).for_each(|condition| selected.push(condition));
    if let Some(user_key) = selection.user_key {
        selected.push(" AND u.user_key = ");
        selected.push_value(user_key.0);
    }
    if let Some(last_key) = selection.last_key {
        selected.push(" AND ");
        selected.push(key);
        selected.push(" <= ");
        selected.push_value(last_key.0);
    }
    let mut is_exact = true;
    if let Some(expression) = expression {
        let (sql, exact) = condition(expression, &mut |operand| selected.place_operand(operand));
        selected.push(" AND ");
        selected.push(&sql);
        is_exact = exact;
    }
    selected.undecided = Undecided::of(selection, is_exact);
    selected.push(" ORDER BY ");
    selected.push(key);
    Some(selected)
}

impl Statement<'_> {
    fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    /// Adds a value; returns its place.
    fn place(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    /// Likewise.
    fn place_operand(&mut self, operand: Operand) -> String {
        match operand {
            Operand::Boolean(value) => self.place(value),
            Operand::Number(number) => self.place(number),
            Operand::Guid(bytes) => self.place(bytes.to_vec()),
        }
    }

    fn push_value(&mut self, value: impl Into<Value>) {
        let place = self.place(value);
        self.push(&place);
    }

    fn list<T: Into<Value>>(&mut self, values: impl IntoIterator<Item = T>) {
        for (i, value) in values.into_iter().enumerate() {
            self.push(if i == 0 { "(" } else { ", " });
            self.push_value(value);
        }
        self.push(")");
    }

    /// The candidates first, in the order of their keys, and each one's row then: CROSS JOIN keeps SQLite from turning it
    /// round. One hash is a range of the index, which has that order already.
    fn candidates_first(&mut self, few: &Candidates) {
        self.push("(");
        if !few.names.is_empty() {
            self.push("SELECT user_key FROM user_name WHERE name_hash ");
            match few.names.as_slice() {
                [only] => {
                    self.push("= ");
                    self.push_value(*only);
                }
                several => {
                    self.push("IN ");
                    self.list(several.iter().copied());
                }
            }
            self.push(" AND user_key > ");
            self.push(AFTER);
        }
        if !few.guids.is_empty() {
            self.push(if few.names.is_empty() { "" } else { " UNION " });
            self.push("SELECT user_key FROM user WHERE object_guid IN ");
            self.list(few.guids.iter().map(|guid| guid.directory_bytes().to_vec()));
            self.push(" AND user_key > ");
            self.push(AFTER);
        }
        // A hash alone, UNION and GUIDs give each key once.
        if few.names.len() > 1 && few.guids.is_empty() {
            self.push(" GROUP BY user_key");
        }
        self.push(" ORDER BY user_key) n CROSS JOIN user u ON u.user_key = n.user_key");
    }
}
