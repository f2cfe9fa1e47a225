//! The statements that a connection has prepared, by their text.

use std::collections::{HashMap, VecDeque};

use postgres_protocol::Oid;

use crate::error::{Error, Result};

/// How many the server keeps for a connection: filters make ever new ones.
const MOST: usize = 256;

/// The names that statements have on the server.
#[derive(Default)]
pub(crate) struct Statements {
    by_text: HashMap<String, Statement>,
    /// The oldest first.
    order: VecDeque<String>,
    made: u64,
}

struct Statement {
    name: String,
    types: Vec<Oid>,
}

/// A name for a new statement, and the name of one that is to be closed for it.
pub(crate) struct New {
    pub(crate) name: String,
    pub(crate) closed: Option<String>,
}

impl Statements {
    /// The name of a statement that was prepared.
    ///
    /// # Errors
    /// `Usage` where it had values of other types.
    pub(crate) fn find(&self, sql: &str, types: impl Iterator<Item = Oid>) -> Result<Option<&str>> {
        match self.by_text.get(sql) {
            None => Ok(None),
            Some(statement) if statement.types.iter().copied().eq(types) => Ok(Some(&statement.name)),
            Some(_) => {
                Err(Error::Usage("a statement was given values of other types than before".to_owned()))
            }
        }
    }

    pub(crate) fn add(&mut self, sql: &str, types: Vec<Oid>) -> New {
        let closed = if self.order.len() >= MOST {
            self.order
                .pop_front()
                .and_then(|oldest| self.by_text.remove(&oldest))
                .map(|statement| statement.name)
        } else {
            None
        };
        self.made += 1;
        let name = format!("s{}", self.made);
        self.by_text.insert(sql.to_owned(), Statement { name: name.clone(), types });
        self.order.push_back(sql.to_owned());
        New { name, closed }
    }

    /// The server could not prepare it, or was not asked to after all.
    pub(crate) fn forget(&mut self, sql: &str) {
        self.by_text.remove(sql);
        self.order.retain(|known| known != sql);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_closed_for_a_new_one() {
        let mut statements = Statements::default();
        for number in 0..MOST {
            assert!(statements.add(&number.to_string(), vec![]).closed.is_none());
        }
        assert_eq!(statements.add("one more", vec![20]).closed.as_deref(), Some("s1"));
        assert!(statements.find("0", [].into_iter()).unwrap().is_none());
        assert_eq!(statements.find("1", [].into_iter()).unwrap(), Some("s2"));
        assert!(statements.find("one more", [20].into_iter()).unwrap().is_some());
        assert!(matches!(statements.find("one more", [23].into_iter()), Err(Error::Usage(_))));
        statements.forget("1");
        assert!(statements.find("1", [].into_iter()).unwrap().is_none());
        assert!(statements.add("another", vec![]).closed.is_none());
    }
}
