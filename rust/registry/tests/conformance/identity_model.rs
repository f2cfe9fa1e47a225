//! The resolver against a plain model of the rules: a linear scan over users whose names collide on purpose.

use std::collections::BTreeSet;

use crate::support::random::Random;
use crate::support::TestRegistry;
use cscert_registry::error::Error;
use cscert_registry::operations::import::{ImportOptions, PruneLimit};
use cscert_registry::parse::distinguished_name::DistinguishedName;
use cscert_registry::parse::text::fold::{account_key, exact_key, name_key};

/// `CSCERT_TEST_USERS` asks for another number: issue 5 wants 200,000 in a release build.
const USERS: usize = 3_000;
const QUERIES: usize = 1_200;
pub const DOMAINS: [(&str, &str); 2] = [("litwareinc.com", "LITWAREINC"), ("emea.litwareinc.com", "EUROPE")];

#[derive(Clone, Debug)]
pub struct User {
    pub number: usize,
    pub display_name: Option<String>,
    pub common_name: String,
    pub account: Option<String>,
    pub principal_name: Option<String>,
    pub sip: Option<String>,
    pub unit: String,
    pub domain: usize,
    pub gone: bool,
}

pub fn distinguished_name(common_name: &str, unit: &str, domain: usize) -> String {
    let domain: Vec<String> = DOMAINS[domain].0.split('.').map(|label| format!("DC={}", label)).collect();
    format!("CN={},OU={},{}", common_name, unit, domain.join(","))
}

impl User {
    fn distinguished_name(&self) -> String {
        distinguished_name(&self.common_name, &self.unit, self.domain)
    }

    fn implicit(&self) -> Option<String> {
        self.account.as_ref().map(|account| format!("{}@{}", account, DOMAINS[self.domain].0))
    }

    fn logon(&self, random: &mut Random) -> Option<String> {
        let (dns, netbios) = DOMAINS[self.domain];
        let domain = [dns, netbios, "nowhere"][random.below(3)];
        self.account.as_ref().map(|account| format!("{}\\{}", domain, account))
    }

    fn ldif(&self) -> String {
        let mut text = format!("dn:: {}\nobjectClass: user\n", base64::encode(self.distinguished_name()));
        let guid = base64::encode((self.number as u128 + 1).to_be_bytes());
        text += &format!("objectGUID:: {}\n", guid);
        let sip = self.sip.as_ref().map(|sip| format!("sip:{}", sip));
        for (name, value) in [
            ("displayName", &self.display_name),
            ("sAMAccountName", &self.account),
            ("userPrincipalName", &self.principal_name),
            ("msRTCSIP-PrimaryUserAddress", &sip),
        ] {
            if let Some(value) = value {
                text += &format!("{}:: {}\n", name, base64::encode(value));
            }
        }
        text + "\n"
    }
}

/// Few names for many users, and the same name with and without accents, in kana of both kinds, in any case.
fn name(random: &mut Random, users: usize) -> String {
    const STEMS: [&str; 10] =
        ["Jose", "José", "JOSÉ", "Muller", "Müller", "かとう", "カトウ", "ガトウ", "Straße", "Strasse"];
    let stem = STEMS[random.below(STEMS.len())];
    // Most names are one user's, some several users'.
    let number = random.below(users * 2);
    match random.below(4) {
        0 => format!("{} {}", stem, random.below(40)),
        _ => format!("{} {}", stem, number),
    }
}

fn in_any_width(random: &mut Random, text: String) -> String {
    match random.below(4) {
        0 => text.replace('@', "＠").replace('\\', "＼"),
        _ => text,
    }
}

fn without_accents(text: &str) -> String {
    text.replace(['é', 'É'], "e").replace('ü', "u")
}

fn directory(random: &mut Random, count: usize) -> Vec<User> {
    let mut users: Vec<User> = Vec::with_capacity(count);
    for number in 0..count {
        let other = users.get(random.below(number.max(1))).cloned();
        let display_name = match (&other, random.below(12)) {
            (Some(other), 0) => other.account.clone(),
            (_, 1) => None,
            // Somebody calls himself by another's address or logon name, as it stands or written wide.
            (Some(other), 2) => other.sip.clone().map(|sip| in_any_width(random, sip)),
            (Some(other), 3) => other.logon(random).map(|logon| in_any_width(random, logon)),
            _ => Some(name(random, count)),
        };
        let account = match (&other, random.below(12)) {
            // Somebody's display name, or an account of the other domain, is this one's account.
            (Some(other), 0) => other.display_name.clone(),
            (Some(other), 1) => other.account.clone(),
            (_, 2) => None,
            // The own name as a keyboard has it, which others may have as display name.
            (_, 3..=5) => display_name.as_deref().map(without_accents),
            _ => Some(format!("user{}", number)),
        };
        let sip = match (&other, random.below(12)) {
            (Some(other), 0) => other.principal_name.clone(),
            (Some(other), 1) => other.implicit(),
            (_, 2) => None,
            _ => Some(format!("first.last{}@litwareinc.com", number)),
        };
        let principal_name = match (&other, random.below(12)) {
            (Some(other), 0) => other.sip.clone(),
            (_, 1) => None,
            (_, 2) => sip.clone(),
            _ => Some(format!("upn{}@litwareinc.com", number)),
        };
        let common_name = match random.below(3) {
            0 => display_name.clone().unwrap_or_else(|| format!("person{}", number)),
            1 => account.clone().unwrap_or_else(|| name(random, count)),
            _ => name(random, count),
        };
        users.push(User {
            number,
            display_name,
            common_name: common_name.replace([',', '\\'], " "),
            account,
            principal_name,
            sip,
            unit: format!("Unit{}", number),
            domain: random.below(2),
            gone: random.below(10) == 0,
        });
    }
    users
}

/// What a text names: one user, or the users among whom nothing chooses, or nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    One(usize),
    Several(BTreeSet<usize>),
    Nobody,
    Wildcard,
}

/// Several users by folding, and exactly one of them without: that one.
fn closest(folded: BTreeSet<usize>, exact: &BTreeSet<usize>) -> BTreeSet<usize> {
    if exact.len() == 1 {
        exact.clone()
    } else {
        folded
    }
}

/// A user as the scan compares it. The folding itself has tests of its own.
pub struct Keys {
    number: usize,
    gone: bool,
    domains: [String; 2],
    account: Option<String>,
    sip: Option<String>,
    addresses: Vec<String>,
    distinguished_name: (String, String),
    display_name: (String, String),
    common_name: (String, String),
}

impl Keys {
    pub fn of(user: &User) -> Keys {
        let (dns, netbios) = DOMAINS[user.domain];
        let name = DistinguishedName::parse(&user.distinguished_name()).unwrap();
        let account = |text: &Option<String>| text.as_deref().map(account_key);
        Keys {
            number: user.number,
            gone: user.gone,
            domains: [account_key(dns), account_key(netbios)],
            account: account(&user.account),
            sip: account(&user.sip),
            addresses: [account(&user.sip), account(&user.principal_name), account(&user.implicit())]
                .into_iter()
                .flatten()
                .collect(),
            distinguished_name: (name.key().to_owned(), name.exact()),
            display_name: name_keys(user.display_name.as_deref().unwrap_or_default()),
            common_name: name_keys(&user.common_name),
        }
    }
}

fn name_keys(text: &str) -> (String, String) {
    (name_key(text), exact_key(text))
}

fn pick(users: &[&Keys], fits: impl Fn(&Keys) -> bool) -> BTreeSet<usize> {
    users.iter().filter(|user| fits(user)).map(|user| user.number).collect()
}

/// The users whose name is the text's, and the exact ones among several.
fn named(
    users: &[&Keys],
    keys: (String, String),
    of: impl Fn(&Keys) -> &(String, String),
) -> BTreeSet<usize> {
    if keys.0.is_empty() {
        return BTreeSet::new();
    }
    closest(pick(users, |user| of(user).0 == keys.0), &pick(users, |user| *of(user) == keys))
}

/// Every form of DOMAIN.md in its order, over the users that are given; and of the last, who has the text as account name.
fn forms(users: &[&Keys], text: &str) -> (Vec<BTreeSet<usize>>, BTreeSet<usize>) {
    let mut forms = Vec::new();
    if text.to_lowercase().starts_with("sip:") {
        let address = Some(account_key(&text[4..]));
        forms.push(pick(users, |user| user.sip == address));
    }
    if let (true, Ok(name)) = (text.contains('='), DistinguishedName::parse(text)) {
        forms.push(named(users, (name.key().to_owned(), name.exact()), |user| &user.distinguished_name));
    }
    if let Some((domain, logon)) = account_key(text).split_once('\\') {
        let (domain, logon) = (account_key(domain), Some(account_key(logon)));
        forms.push(pick(users, |user| user.domains.contains(&domain) && user.account == logon));
    }
    let account = account_key(text);
    if account.contains('@') {
        forms.push(pick(users, |user| user.addresses.contains(&account)));
    }
    if can_be_nothing_else(text) {
        forms.push(BTreeSet::new());
        return (forms, BTreeSet::new());
    }
    let displayed = named(users, name_keys(text), |user| &user.display_name);
    let common = named(users, name_keys(text), |user| &user.common_name);
    let accounts = pick(users, |user| user.account.as_ref() == Some(&account));
    let names = if displayed.is_empty() { common } else { displayed };
    forms.push(names.union(&accounts).copied().collect());
    (forms, accounts)
}

/// Nobody who calls himself so is meant.
fn can_be_nothing_else(text: &str) -> bool {
    let is_in_domain = |name: DistinguishedName| name.dns_domain().is_some();
    let shown = name_key(text);
    let has_shape_of = |sign: char| shown.chars().filter(|c| *c == sign).count() == 1 && !shown.contains(' ');
    text.to_lowercase().starts_with("sip:")
        || has_shape_of('@')
        || has_shape_of('\\')
        || (text.contains('=') && DistinguishedName::parse(text).map_or(false, is_in_domain))
}

/// The users of the first form that finds anybody, the living before the gone; but who is only called so takes no account's place.
fn meant(users: &[Keys], text: &str) -> BTreeSet<usize> {
    let (gone, live): (Vec<&Keys>, Vec<&Keys>) = users.iter().partition(|user| user.gone);
    let ((mut live, live_accounts), (gone, gone_accounts)) = (forms(&live, text), forms(&gone, text));
    if let Some(names) = live.last_mut().filter(|names| !names.is_empty() && live_accounts.is_empty()) {
        names.extend(gone_accounts);
    }
    let by_form = live.into_iter().zip(gone).map(|(live, gone)| if live.is_empty() { gone } else { live });
    by_form.into_iter().find(|users| !users.is_empty()).unwrap_or_default()
}

pub fn answer(users: &[Keys], text: &str) -> Answer {
    let meant = meant(users, text.trim());
    match meant.len() {
        0 if text.contains(['*', '?']) => Answer::Wildcard,
        0 => Answer::Nobody,
        1 => Answer::One(*meant.iter().next().unwrap()),
        _ => Answer::Several(meant),
    }
}

/// A text that may name a user, or nobody.
fn query(random: &mut Random, user: &User) -> String {
    let display_name = user.display_name.clone().unwrap_or_default();
    let account = user.account.clone().unwrap_or_default();
    let (dns, netbios) = DOMAINS[user.domain];
    let text = match random.below(12) {
        0 => format!("sip:{}", user.sip.clone().unwrap_or_default()),
        1 => user.sip.clone().unwrap_or_default(),
        2 => user.principal_name.clone().unwrap_or_default(),
        3 => user.implicit().unwrap_or_default(),
        4 => format!("{}\\{}", netbios, account),
        5 => format!("{}\\{}", dns, account),
        6 => format!("{}\\{}", DOMAINS[1 - user.domain].1, account),
        7 => user.distinguished_name().replace("CN=", "cn = ").replace(",OU", " , ou"),
        8 => account,
        9 => user.common_name.clone(),
        10 => format!("  {}  ", display_name.replace(' ', "   ")),
        _ => display_name,
    };
    match random.below(8) {
        0 => text.to_uppercase(),
        1 => text.to_lowercase(),
        2 => without_accents(&text),
        3 => text.chars().take(text.chars().count().saturating_sub(1)).collect(),
        4 => text + "*",
        5 => in_any_width(random, text),
        _ => text,
    }
}

#[test]
fn the_resolver_answers_as_the_model_does() {
    let count = std::env::var("CSCERT_TEST_USERS").ok().and_then(|n| n.parse().ok()).unwrap_or(USERS);
    let mut random = Random::new(0x5EED);
    let users = directory(&mut random, count);
    let test = TestRegistry::empty();
    let netbios_names =
        DOMAINS.iter().map(|(dns, netbios)| ((*dns).to_owned(), (*netbios).to_owned())).collect();
    let options = ImportOptions { netbios_names, ..ImportOptions::default() };
    let ldif: String = users.iter().map(User::ldif).collect();
    let (summary, notices) = test.import_with(&ldif, options).unwrap();
    assert_eq!((summary.added, summary.rejected), (count as u64, 0), "{:?}", notices.first());
    let left: String = users.iter().filter(|user| !user.gone).map(User::ldif).collect();
    let options = ImportOptions {
        prune: true,
        prune_limit: PruneLimit::Users(count as u64),
        ..ImportOptions::default()
    };
    let (summary, _) = test.import_with(&left, options).unwrap();
    assert_eq!(summary.removed as usize, users.iter().filter(|user| user.gone).count());

    let mut seen = [0; 4];
    let keys: Vec<Keys> = users.iter().map(Keys::of).collect();
    for _ in 0..QUERIES {
        let user = random.below(count);
        let text = query(&mut random, &users[user]);
        let expected = answer(&keys, &text);
        let names = |numbers: &BTreeSet<usize>| {
            let mut names: Vec<String> = numbers.iter().map(|n| users[*n].distinguished_name()).collect();
            names.sort();
            names
        };
        match (&expected, test.resolve(&text)) {
            (Answer::One(number), Ok(found)) => {
                assert_eq!(found, users[*number].distinguished_name(), "{}", text)
            }
            (Answer::Several(numbers), Err(Error::AmbiguousIdentity { candidates, .. })) => {
                assert_eq!(candidates, names(numbers), "{}", text)
            }
            (Answer::Nobody, Err(Error::ManagementObjectNotFound { .. })) => {}
            (Answer::Wildcard, Err(Error::WildcardNotSupported { .. })) => {}
            (_, found) => panic!("\"{}\": the model says {:?}, the resolver {:?}", text, expected, found),
        }
        seen[match expected {
            Answer::One(_) => 0,
            Answer::Several(_) => 1,
            Answer::Nobody => 2,
            Answer::Wildcard => 3,
        }] += 1;
    }
    // The test says something only where every kind of answer was asked for often.
    assert!(seen.iter().all(|kind| *kind > QUERIES / 50), "{:?}", seen);
}
