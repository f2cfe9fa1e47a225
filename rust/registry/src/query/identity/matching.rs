//! Whether a user's own attributes equal the text: the decision after the hash.

use crate::model::user::{without_sip_scheme, NameRow};
use crate::parse::distinguished_name::DistinguishedName;
use crate::parse::text::fold::{account_key, exact_key, name_key};

use super::Form;
use crate::model::names::implicit_user_principal_name;

/// How a user's attribute equals the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// Equal only with accents and kana ignored.
    Folded,
    /// Equal with accents and kana told apart.
    Exact,
}

/// The text of one attempt, read as one form.
pub(super) enum TextForm<'a> {
    SipAddress(&'a str),
    DistinguishedName { text: &'a str, name: DistinguishedName },
    DomainLogon { domain: &'a str, logon: &'a str },
    Address(&'a str),
    Account(&'a str),
    Name(&'a str),
}

impl TextForm<'_> {
    /// Under which form the user's attributes equal the text, if they do. A plain name is read by `matches`.
    fn form(&self, user: &NameRow<'_>) -> Option<(Form, Likeness)> {
        match self {
            TextForm::SipAddress(text) => {
                let sip = user.names.sip_address?;
                same_account(text, without_sip_scheme(sip)).then_some((Form::SipAddress, Likeness::Exact))
            }
            TextForm::DistinguishedName { text, name } => {
                // What is written alike means the same.
                if *text == user.names.distinguished_name {
                    return Some((Form::DistinguishedName, Likeness::Exact));
                }
                let own = DistinguishedName::parse(user.names.distinguished_name).ok()?;
                if own.key() != name.key() {
                    return None;
                }
                let exact = own.exact() == name.exact();
                Some((Form::DistinguishedName, if exact { Likeness::Exact } else { Likeness::Folded }))
            }
            TextForm::DomainLogon { domain, logon } => {
                let own_domain = [user.netbios_domain, user.dns_domain]
                    .into_iter()
                    .flatten()
                    .any(|own| same_account(domain, own));
                (own_domain && same_account(logon, user.names.sam_account_name?))
                    .then_some((Form::DomainLogon, Likeness::Exact))
            }
            TextForm::Address(text) => {
                let sip = user.names.sip_address.map(without_sip_scheme);
                let equal = [sip, user.names.user_principal_name]
                    .into_iter()
                    .flatten()
                    .any(|own| same_account(text, own))
                    || match (user.names.sam_account_name, user.dns_domain) {
                        (Some(account), Some(domain)) => {
                            same_account(text, &implicit_user_principal_name(account, domain))
                        }
                        _ => false,
                    };
                equal.then_some((Form::Address, Likeness::Exact))
            }
            TextForm::Account(text) => same_account(text, user.names.sam_account_name?)
                .then_some((Form::SamAccountName, Likeness::Exact)),
            TextForm::Name(_) => None,
        }
    }

    /// The attributes of the user that equal a plain name: a user can have it as display name, account name and common
    /// name at once, and each of them counts where users are told apart.
    pub(super) fn matches(&self, user: &NameRow<'_>) -> Vec<(Form, Likeness)> {
        let text = match self {
            TextForm::Name(text) => text,
            _ => return self.form(user).into_iter().collect(),
        };
        let display_name = user.names.display_name.and_then(|own| same_name(text, own));
        let account =
            user.names.sam_account_name.filter(|own| same_account(text, own)).map(|_| Likeness::Exact);
        let common_name = user.names.common_name.and_then(|own| same_name(text, own));
        [(Form::DisplayName, display_name), (Form::SamAccountName, account), (Form::CommonName, common_name)]
            .into_iter()
            .filter_map(|(form, likeness)| Some((form, likeness?)))
            .collect()
    }
}

/// Equal as SIP addresses, user principal names, account and domain names are: ignoring case and width only.
pub(crate) fn same_account(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return one.trim().eq_ignore_ascii_case(other.trim());
    }
    account_key(one) == account_key(other)
}

fn same_name(one: &str, other: &str) -> Option<Likeness> {
    if one == other {
        return Some(Likeness::Exact);
    }
    let key = name_key(one);
    if key.is_empty() || key != name_key(other) {
        return None;
    }
    Some(if exact_key(one) == exact_key(other) { Likeness::Exact } else { Likeness::Folded })
}
