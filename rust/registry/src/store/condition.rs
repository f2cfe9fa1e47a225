//! A filter as a condition in SQL, for every engine, which say only how a statement gets a value.
//!
//! What no statement decides here, texts and attributes without a column, is TRUE in the condition. Negations are moved to the
//! comparisons (De Morgan's laws hold with a third value too), so that a condition with more that is true is true of more users, never
//! of fewer; the filter itself decides on each of them then.

use std::borrow::Cow;

use crate::model::user::UserSelection;
use crate::query::filter::{Comparison, Expression, Field, Order, Subject, Test};

/// How many comparisons are translated: SQLite takes expressions of a depth of 1000, and a list is as deep as it is long.
const MOST_COMPARISONS: usize = 256;

/// A value that a condition compares with.
pub(super) enum Operand {
    Boolean(bool),
    Number(i64),
    Guid([u8; 16]),
}

/// The condition, whose text depends on the expression's shape only, and whether it is true of nobody but those whom the filter keeps. `bind`
/// gives the statement a value and returns what stands for it.
pub(super) fn condition(expression: &Expression, bind: &mut dyn FnMut(Operand) -> String) -> (String, bool) {
    let mut builder = Builder { bind, comparisons: 0, is_exact: true };
    let sql = builder.expression(expression, false);
    (sql, builder.is_exact)
}

/// What a selection asks of the users' home servers, each to be added to other conditions, of a user `u` with the home server `h`.
pub(super) fn home_server_conditions(selection: &UserSelection) -> impl Iterator<Item = &'static str> {
    [
        (selection.unassigned, " AND h.registrar_pool IS NULL"),
        (selection.on_modern_server, " AND h.registrar_pool IS NOT NULL"),
        (
            selection.on_office_communications_server,
            " AND u.home_server_key IS NOT NULL AND h.registrar_pool IS NULL",
        ),
    ]
    .into_iter()
    .filter_map(|(wanted, condition)| wanted.then_some(condition))
}

struct Builder<'b> {
    bind: &'b mut dyn FnMut(Operand) -> String,
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
        let value = value(field);
        let bind = &mut *self.bind;
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

/// A field's value of a user `u` with the home server `h`, whose columns have the same names in every engine: numbers with a sign, times in
/// microseconds, GUIDs as the directory's bytes.
fn value(field: Field) -> Cow<'static, str> {
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
