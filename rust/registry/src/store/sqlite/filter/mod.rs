//! Selections of users as statements. Values are bound; the text depends on a selection's shape only, so that statements are
//! prepared once a shape.

pub(super) mod functions;
#[cfg(test)]
mod model;
mod shape;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use rusqlite::types::Value;

use crate::error::{Error, Result};
use crate::model::names::NameHasher;
use crate::model::user::UserSelection;
use crate::query::filter::index::{candidates, Candidates};
use crate::query::filter::{Comparison, Field, Order, Subject, Test};

use shape::{Kind, Shape};

/// A statement with its values.
pub(super) struct Statement {
    pub sql: String,
    pub values: Vec<Value>,
}

/// The place of the key to start after, and of the limit, among the values.
const AFTER: &str = "?1";
const LIMIT: &str = "?2";

/// The page of the selected users after a key; none where no user can belong to it.
pub(super) fn page(
    columns: &str,
    selection: &UserSelection,
    hasher: NameHasher,
    after_key: i64,
    limit: usize,
) -> Result<Option<Statement>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut page =
        Statement { sql: format!("SELECT {} FROM ", columns), values: vec![after_key.into(), limit.into()] };
    let expression = selection.filter.as_ref().map(|filter| filter.expression());
    // The key's column of the table that comes first: SQLite sees that its rows are in order already.
    let few = expression
        .filter(|_| selection.user_key.is_none())
        .and_then(|expression| candidates(expression, hasher));
    let key = match few {
        Some(few) if few.names.is_empty() && few.guids.is_empty() => return Ok(None),
        Some(few) => {
            page.candidates_first(&few);
            "n.user_key"
        }
        None => {
            page.push("user u");
            "u.user_key"
        }
    };
    page.push(" LEFT JOIN home_server h ON h.home_server_key = u.home_server_key WHERE ");
    page.push(key);
    page.push(" > ");
    page.push(AFTER);
    page.push(" AND u.gone_since IS NULL AND u.sip_address IS NOT NULL");
    if selection.unassigned {
        page.push(" AND h.registrar_pool IS NULL");
    }
    if selection.on_modern_server {
        page.push(" AND h.registrar_pool IS NOT NULL");
    }
    if selection.on_office_communications_server {
        page.push(" AND u.home_server_key IS NOT NULL AND h.registrar_pool IS NULL");
    }
    if let Some(user_key) = selection.user_key {
        page.push(" AND u.user_key = ");
        page.bind(user_key.0);
    }
    if let Some(last_key) = selection.last_key {
        page.push(" AND ");
        page.push(key);
        page.push(" <= ");
        page.bind(last_key.0);
    }
    if let Some(unit) = &selection.organizational_unit {
        page.push(" AND cscert_within(");
        page.bind(unit.to_string());
        page.push(", u.distinguished_name)");
    }
    if let Some(expression) = expression {
        page.push(" AND ");
        page.shape(&Shape::of(expression)?)?;
    }
    page.push(" ORDER BY ");
    page.push(key);
    page.push(" LIMIT ");
    page.push(LIMIT);
    Ok(Some(page))
}

impl Statement {
    fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    fn bind(&mut self, value: impl Into<Value>) {
        self.values.push(value.into());
        self.sql.push_str(&format!("?{}", self.values.len()));
    }

    fn list<T: Into<Value>>(&mut self, values: impl IntoIterator<Item = T>) {
        for (i, value) in values.into_iter().enumerate() {
            self.push(if i == 0 { "(" } else { ", " });
            self.bind(value);
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
                    self.bind(*only);
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

    fn shape(&mut self, shape: &Shape<'_>) -> Result<()> {
        match shape {
            Shape::Constant(value) => self.push(if *value { "1" } else { "0" }),
            Shape::Comparison { comparison, negated } => {
                self.push(if *negated { "NOT " } else { "" });
                self.comparison(comparison)?;
            }
            Shape::List(list) => {
                for (i, part) in list.parts.iter().enumerate() {
                    self.push(match list.kind {
                        _ if i == 0 => "(",
                        Kind::All => " AND ",
                        Kind::Any => " OR ",
                    });
                    self.shape(part)?;
                }
                self.push(")");
            }
        }
        Ok(())
    }

    /// True or false, never NULL, so that NOT, AND and OR need no third value.
    fn comparison(&mut self, comparison: &Comparison) -> Result<()> {
        self.push("ifnull(");
        match &comparison.subject {
            Subject::Attribute(test) => {
                self.push("cscert_attribute(");
                self.bind(json(test)?);
                self.push(", u.attributes)");
            }
            Subject::Field(field, test) => self.test(*field, test)?,
        }
        self.push(if comparison.absent { ", 1)" } else { ", 0)" });
        Ok(())
    }

    fn test(&mut self, field: Field, test: &Test) -> Result<()> {
        let value = value_of(field);
        match test {
            // NULL where there is none, which the caller replaces.
            Test::Present => self.push(&format!("nullif({} IS NOT NULL, 0)", value)),
            Test::Text(test) => {
                self.push("cscert_text(");
                self.bind(json(test)?);
                self.push(&format!(", {})", text_of(field)));
            }
            Test::Boolean(wanted) => {
                self.push(&format!("{} = ", value));
                self.bind(i64::from(*wanted));
            }
            Test::Number(order, number) => {
                self.push(&format!("{} {} ", value, operator(*order)));
                self.bind(*number);
            }
            Test::AllBits(mask) => {
                self.push(&format!("({} & ", value));
                self.bind(*mask);
                self.push(") = ");
                self.bind(*mask);
            }
            Test::AnyBit(mask) => {
                self.push(&format!("({} & ", value));
                self.bind(*mask);
                self.push(") <> 0");
            }
            Test::Time(order, ticks) => {
                self.push(&format!("{} * 10 {} ", value, operator(*order)));
                self.bind(*ticks);
            }
            Test::Guid(guid) => {
                self.push(&format!("{} = ", value));
                self.bind(guid.directory_bytes().to_vec());
            }
        }
        Ok(())
    }
}

fn json<T: serde::Serialize>(test: &T) -> Result<String> {
    serde_json::to_string(test)
        .map_err(|e| Error::Internal(format!("a filter's test cannot be written: {}", e)))
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

/// A field's value in the row of a user `u` with the home server `h`.
fn value_of(field: Field) -> Cow<'static, str> {
    if let Some(bit) = field.option_bit() {
        return format!("((u.option_flags & {}) <> 0)", bit).into();
    }
    let value = match field {
        Field::DistinguishedName => "u.distinguished_name",
        Field::Name => "u.common_name",
        Field::SipAddress => "u.sip_address",
        Field::RegistrarPool => "h.registrar_pool",
        Field::HomeServer => "h.distinguished_name",
        Field::Enabled => "u.enabled",
        Field::DisplayName => "u.display_name",
        Field::SamAccountName => "u.sam_account_name",
        Field::UserPrincipalName => "u.user_principal_name",
        Field::LineUri => "u.line_uri",
        // The directory's numbers have a sign, the registry's columns have none.
        Field::UserAccountControl => "(u.user_account_control - ((u.user_account_control >> 31) << 32))",
        Field::OptionFlags => "(u.option_flags - ((u.option_flags >> 31) << 32))",
        Field::FirstName => "u.given_name",
        Field::LastName => "u.surname",
        Field::Department => "u.department",
        Field::Title => "u.title",
        Field::Guid => "u.object_guid",
        Field::WhenCreated => "u.when_created",
        Field::WhenChanged => "u.when_changed",
        Field::PublicNetworkEnabled
        | Field::RemoteCallControlTelephonyEnabled
        | Field::EnterpriseVoiceEnabled
        | Field::EnabledForRichPresence
        | Field::IpPbxSoftPhoneRoutingEnabled
        | Field::AudioVideoDisabled => "NULL",
    };
    value.into()
}

/// A field's value as the text that ADUser or its attributes show.
fn text_of(field: Field) -> Cow<'static, str> {
    match field {
        Field::UserAccountControl => "cscert_flag_names(u.user_account_control)".into(),
        Field::OptionFlags => "CAST(u.option_flags AS TEXT)".into(),
        Field::Guid => "cscert_guid_text(u.object_guid)".into(),
        Field::Enabled => "CASE u.enabled WHEN 1 THEN 'TRUE' WHEN 0 THEN 'FALSE' END".into(),
        other => value_of(other),
    }
}
