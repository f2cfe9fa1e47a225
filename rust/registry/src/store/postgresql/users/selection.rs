//! Selections of users as statements. Values are bound; the text depends on a selection's shape only, so that statements are
//! prepared once a shape.

use cscert_postgresql::Parameter;

use crate::model::keys::UserKey;
use crate::model::names::NameHasher;
use crate::model::user::UserSelection;
use crate::query::filter::evaluate::Undecided;
use crate::query::filter::index::candidates;
use crate::store::condition::{condition, home_server_conditions, Operand};

use crate::store::postgresql::rows::{home_server_join, user_columns};

/// Up to the conditions of a selection. $1 and $2 bound the keys, $3 is the limit.
const LISTED: &str = concat!(
    "select ",
    user_columns!(),
    " from users u",
    home_server_join!(),
    "where u.user_key > $1 and u.user_key <= $2 and u.gone_since is null and u.sip_address is not null"
);

/// How many values stand before those that a selection brings.
const PAGE_VALUES: usize = 3;

/// Users that are read at a time where not all of them are kept.
const UNDECIDED: i64 = 1000;

/// Which of the selected users are read.
pub(crate) struct UserPage {
    pub after: i64,
    last: i64,
    pub limit: i64,
}

/// A statement with the values that come after those of the page.
pub(crate) struct Selected<'s> {
    pub sql: String,
    values: Vec<Box<dyn Parameter>>,
    last_key: Option<UserKey>,
    /// What is to be decided on each user that it reads.
    pub undecided: Option<Undecided<'s>>,
}

impl<'s> Selected<'s> {
    /// The selected users in the order of their keys; none where no user can be one.
    pub(crate) fn of(selection: &'s UserSelection, hasher: NameHasher) -> Option<Selected<'s>> {
        let mut selected = Selected {
            sql: LISTED.to_owned(),
            values: Vec::new(),
            last_key: selection.last_key,
            undecided: None,
        };
        home_server_conditions(selection).for_each(|condition| selected.sql.push_str(condition));
        let expression = selection.filter.as_ref().map(|filter| filter.expression());
        if let Some(key) = selection.user_key {
            selected.push(" and u.user_key = ", key.0);
        } else if let Some(few) = expression.and_then(|expression| candidates(expression, hasher)) {
            if few.names.is_empty() && few.guids.is_empty() {
                return None;
            }
            let guids: Vec<[u8; 16]> = few.guids.iter().map(|guid| *guid.directory_bytes()).collect();
            selected.push(
                " and u.user_key in (select n.user_key from user_name n where n.name_hash = any (",
                few.names,
            );
            selected.push(") union all select g.user_key from users g where g.object_guid = any (", guids);
            selected.sql.push_str("))");
        }
        let mut is_exact = true;
        if let Some(expression) = expression {
            let (condition, exact) = condition(expression, &mut |operand| selected.place_operand(operand));
            selected.sql.push_str(" and ");
            selected.sql.push_str(&condition);
            is_exact = exact;
        }
        selected.undecided = Undecided::of(selection, is_exact);
        selected.sql.push_str(" order by u.user_key limit $3");
        Some(selected)
    }

    /// The first page after a user, if that many are to be kept of it.
    pub(crate) fn page(&self, after: UserKey, limit: usize) -> UserPage {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        UserPage {
            after: after.0,
            last: self.last_key.map_or(i64::MAX, |key| key.0),
            limit: if self.undecided.is_some() { limit.max(UNDECIDED) } else { limit },
        }
    }

    /// All values of the statement for a page.
    pub(crate) fn parameters<'p>(&'p self, page: &'p UserPage) -> Vec<&'p dyn Parameter> {
        let bounds: [&dyn Parameter; PAGE_VALUES] = [&page.after, &page.last, &page.limit];
        bounds.into_iter().chain(self.values.iter().map(|value| &**value)).collect()
    }

    fn push(&mut self, sql: &str, value: impl Parameter + 'static) {
        let place = self.place(value);
        self.sql.push_str(sql);
        self.sql.push_str(&place);
    }

    /// Gives the statement a value; returns what stands for it.
    fn place(&mut self, value: impl Parameter + 'static) -> String {
        self.values.push(Box::new(value));
        format!("${}", PAGE_VALUES + self.values.len())
    }

    /// Likewise.
    fn place_operand(&mut self, operand: Operand) -> String {
        match operand {
            Operand::Boolean(value) => self.place(value),
            Operand::Number(number) => self.place(number),
            Operand::Guid(bytes) => self.place(bytes),
        }
    }
}
