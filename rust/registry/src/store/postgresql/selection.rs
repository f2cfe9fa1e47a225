//! Selections of users as statements. Values are bound; the text depends on a selection's shape only, so that statements are
//! prepared once a shape.

use std::borrow::Cow;

use cscert_postgresql::Parameter;

use crate::model::names::NameHasher;
use crate::model::user::UserSelection;
use crate::query::filter::evaluate::Undecided;
use crate::query::filter::index::candidates;
use crate::query::filter::Field;
use crate::store::condition::{condition, Dialect, Operand};

use super::rows::{home_server_join, user_columns};

/// Up to the conditions of a selection. $1 and $2 bound the keys, $3 is the limit.
const LISTED: &str = concat!(
    "select ",
    user_columns!(),
    " from users u",
    home_server_join!(),
    "where u.user_key > $1 and u.user_key <= $2 and u.gone_since is null and u.sip_address is not null"
);

/// How many values stand before those that a selection brings.
pub(super) const PAGE_VALUES: usize = 3;

/// A statement with the values that come after those of the page.
pub(super) struct Selected<'s> {
    pub sql: String,
    pub values: Vec<Box<dyn Parameter>>,
    /// What is to be decided on each user that it reads.
    pub undecided: Option<Undecided<'s>>,
}

impl<'s> Selected<'s> {
    /// The selected users in the order of their keys; none where no user can be one.
    pub(super) fn of(selection: &'s UserSelection, hasher: NameHasher) -> Option<Selected<'s>> {
        let mut selected = Selected { sql: LISTED.to_owned(), values: Vec::new(), undecided: None };
        for (wanted, condition) in [
            (selection.unassigned, " and h.registrar_pool is null"),
            (selection.on_modern_server, " and h.registrar_pool is not null"),
            (
                selection.on_office_communications_server,
                " and u.home_server_key is not null and h.registrar_pool is null",
            ),
        ] {
            if wanted {
                selected.sql.push_str(condition);
            }
        }
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
            let (condition, exact) = condition(expression, &mut selected);
            selected.sql.push_str(" and ");
            selected.sql.push_str(&condition);
            is_exact = exact;
        }
        selected.undecided = Undecided::of(selection, is_exact);
        selected.sql.push_str(" order by u.user_key limit $3");
        Some(selected)
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
}

impl Dialect for Selected<'_> {
    fn bind(&mut self, operand: Operand) -> String {
        match operand {
            Operand::Boolean(value) => self.place(value),
            Operand::Number(number) => self.place(number),
            Operand::Guid(bytes) => self.place(bytes),
        }
    }

    /// Of a user `u` with the home server `h`.
    fn value(&self, field: Field) -> Cow<'static, str> {
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
            | Field::AudioVideoDisabled => "null",
        };
        value.into()
    }
}
