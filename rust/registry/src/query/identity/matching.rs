//! Comparison of a user's attributes with the text, after the look-up by hash.

use crate::model::user::{without_sip_scheme, NameRow};
use crate::parse::distinguished_name::DistinguishedName;
use crate::parse::text::fold::{account_key, exact_key, name_key};

use super::Form;
use crate::model::names::implicit_user_principal_name;

/// The quality of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MatchQuality {
    /// Equal only if accents and kana are ignored.
    Folded,
    /// Equal including accents and kana.
    Exact,
}

/// A text parsed as one form.
pub(super) enum TextForm<'a> {
    SipAddress(&'a str),
    DistinguishedName { text: &'a str, name: DistinguishedName },
    DomainLogon { domain: &'a str, logon: &'a str },
    Address(&'a str),
    Account(&'a str),
    Name(&'a str),
}

impl TextForm<'_> {
    /// The form in which the attributes of the user equal the text, if any. A plain name is compared by `matches`.
    fn form(&self, user: &NameRow<'_>) -> Option<(Form, MatchQuality)> {
        let (form, is_equal) = match self {
            TextForm::SipAddress(text) => {
                (Form::SipAddress, same_account(text, without_sip_scheme(user.names.sip_address?)))
            }
            TextForm::DistinguishedName { text, name } => {
                // Equal texts have the same meaning.
                if *text == user.names.distinguished_name {
                    return Some((Form::DistinguishedName, MatchQuality::Exact));
                }
                let own = DistinguishedName::parse(user.names.distinguished_name).ok()?;
                if own.key() != name.key() {
                    return None;
                }
                let exact = own.exact() == name.exact();
                let quality = if exact { MatchQuality::Exact } else { MatchQuality::Folded };
                return Some((Form::DistinguishedName, quality));
            }
            TextForm::DomainLogon { domain, logon } => {
                let mut domains = [user.netbios_domain, user.dns_domain].into_iter().flatten();
                let is_in_domain = domains.any(|own| same_account(domain, own));
                (Form::DomainLogon, is_in_domain && same_account(logon, user.names.sam_account_name?))
            }
            TextForm::Address(text) => {
                let sip = user.names.sip_address.map(without_sip_scheme);
                let mut stated = [sip, user.names.user_principal_name].into_iter().flatten();
                let is_implicit = |(account, domain): (&str, &str)| {
                    same_account(text, &implicit_user_principal_name(account, domain))
                };
                let is_equal = stated.any(|own| same_account(text, own))
                    || user.names.sam_account_name.zip(user.dns_domain).map_or(false, is_implicit);
                (Form::Address, is_equal)
            }
            TextForm::Account(text) => {
                (Form::SamAccountName, same_account(text, user.names.sam_account_name?))
            }
            TextForm::Name(_) => return None,
        };
        is_equal.then_some((form, MatchQuality::Exact))
    }

    /// The attributes of the user that equal a plain name: a user can have it as display name, account name and common
    /// name at once, and each of them matters when users are compared.
    pub(super) fn matches(&self, user: &NameRow<'_>) -> Vec<(Form, MatchQuality)> {
        let text = match self {
            TextForm::Name(text) => text,
            _ => return self.form(user).into_iter().collect(),
        };
        let display_name = user.names.display_name.and_then(|own| same_name(text, own));
        let account =
            user.names.sam_account_name.filter(|own| same_account(text, own)).map(|_| MatchQuality::Exact);
        let common_name = user.names.common_name.and_then(|own| same_name(text, own));
        [(Form::DisplayName, display_name), (Form::SamAccountName, account), (Form::CommonName, common_name)]
            .into_iter()
            .filter_map(|(form, quality)| Some((form, quality?)))
            .collect()
    }
}

/// Equality of SIP addresses, user principal names, account and domain names: ignoring only case and width.
pub(crate) fn same_account(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return one.trim().eq_ignore_ascii_case(other.trim());
    }
    account_key(one) == account_key(other)
}

fn same_name(one: &str, other: &str) -> Option<MatchQuality> {
    if one == other {
        return Some(MatchQuality::Exact);
    }
    let key = name_key(one);
    if key.is_empty() || key != name_key(other) {
        return None;
    }
    Some(if exact_key(one) == exact_key(other) { MatchQuality::Exact } else { MatchQuality::Folded })
}
