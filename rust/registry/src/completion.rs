//! Completion: which users may be meant by the beginning of a name.
//!
//! Every live user stands in an index under the beginnings of its names: the display name from each of its words on, SIP
//! address and user principal name from each word of their local part on, and the account name. What begins a name comes
//! before what begins a later word.

use std::collections::HashSet;

use crate::error::Result;
use crate::identity::{same_account, Identity};
use crate::registry::Registry;
use crate::text::fold::name_key;
use crate::user::{without_sip_scheme, NameRow, UserFields};

/// Words are kept to this many characters; a longer beginning is compared by them only.
const LONGEST_WORD: usize = 64;
/// A name's beginning.
const FIRST: char = '0';
/// The beginning of a later word.
const LATER: char = '1';
/// How many index entries of one user can be expected in a row.
const ENTRIES_A_USER: usize = 8;

/// A user that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What to write for the user: the name that was begun, or, where others have it too, one that nobody else has.
    pub text: String,
    /// The user's display name, or what there is instead.
    pub name: String,
    /// The user's SIP address, with `sip:`.
    pub sip_address: Option<String>,
    /// The Registrar pool's name.
    pub registrar_pool: Option<String>,
}

/// The index entries of a user, sorted, each once.
pub(crate) fn words_of(fields: &UserFields<String>) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(name) = &fields.display_name {
        add(&mut words, name, |c| c == ' ');
    }
    let sip = fields.sip_address.as_deref().map(without_sip_scheme);
    for address in [sip, fields.user_principal_name.as_deref()].into_iter().flatten() {
        add(&mut words, address, |c| matches!(c, '.' | '-' | '_'));
    }
    if let Some(account) = &fields.sam_account_name {
        add(&mut words, account, |_| false);
    }
    words.sort_unstable();
    words.dedup();
    words
}

fn add(words: &mut Vec<String>, name: &str, separates: impl Fn(char) -> bool) {
    let folded = name_key(name);
    if folded.is_empty() {
        return;
    }
    words.push(word(FIRST, &folded));
    let local = folded.find('@').unwrap_or(folded.len());
    for (at, character) in folded[..local].char_indices() {
        let rest = &folded[at + character.len_utf8()..];
        if separates(character) && !rest.is_empty() && !rest.starts_with('@') {
            words.push(word(LATER, rest));
        }
    }
}

fn word(class: char, folded: &str) -> String {
    std::iter::once(class).chain(folded.chars().take(LONGEST_WORD)).collect()
}

impl Registry {
    /// At most `limit` users that a text may be the beginning of, best first.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub fn complete(&self, beginning: &str, limit: usize) -> Result<Vec<Completion>> {
        let beginning = beginning.trim_start();
        let (scheme, text) = match without_sip_scheme(beginning) {
            text if text.len() == beginning.len() => ("", text),
            text => ("sip:", text),
        };
        let (domain, text) = match text.split_once('\\') {
            Some((domain, text)) => (Some(domain), text),
            None => (None, text),
        };
        let begun = Begun { folded: name_key(text), scheme, domain };
        let mut completions = Vec::new();
        self.store().at_one_moment(&mut || {
            completions = self.begun_with(&begun, limit)?;
            Ok(())
        })?;
        Ok(completions)
    }

    fn begun_with(&self, begun: &Begun<'_>, limit: usize) -> Result<Vec<Completion>> {
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        for class in [FIRST, LATER] {
            if found.len() >= limit {
                break;
            }
            let before = found.len();
            let mut entries = limit.saturating_mul(ENTRIES_A_USER);
            self.store().user_keys_by_word(&word(class, &begun.folded), &mut |key| {
                if found.len() < limit && seen.insert(key) {
                    self.store().live_user(key, &mut |user, pool| {
                        if begun.is_of_domain(user) {
                            found.push(begun.by(user, pool));
                        }
                    })?;
                }
                entries = entries.saturating_sub(1);
                Ok(entries > 0 && found.len() < limit)
            })?;
            // The index has a user's account between other people's names; who looks for one in the list wants the alphabet.
            found[before..].sort_by_cached_key(|(candidate, _)| name_key(&candidate.text));
        }
        found.into_iter().map(|(candidate, safe)| self.unambiguous(candidate, safe)).collect()
    }

    /// A name that several users have would only lead to an error.
    fn unambiguous(&self, candidate: Completion, safe: String) -> Result<Completion> {
        let text = &candidate.text;
        // A plain name is read as a name and as nothing else; where the index knows one user by it, it means that one.
        let plain = !text.contains(['@', '\\', '=', ':']);
        if plain && !self.store().is_shared_name(self.hasher().name(text))? {
            return Ok(candidate);
        }
        match self.resolve(&Identity::text(text)) {
            Ok(_) => Ok(candidate),
            Err(_) => Ok(Completion { text: safe, ..candidate }),
        }
    }
}

/// What was typed, taken apart.
struct Begun<'t> {
    folded: String,
    scheme: &'static str,
    domain: Option<&'t str>,
}

impl Begun<'_> {
    fn is_of_domain(&self, user: &NameRow<'_>) -> bool {
        let own = [user.netbios_domain, user.dns_domain];
        self.domain.map_or(true, |domain| own.iter().flatten().any(|own| same_account(domain, own)))
    }

    /// The completion by the name that was begun, and the distinguished name, which is never ambiguous.
    fn by(&self, user: &NameRow<'_>, registrar_pool: Option<&str>) -> (Completion, String) {
        let begins =
            |name: &Option<&str>| name.map_or(false, |name| name_key(name).starts_with(&self.folded));
        let sip = user.sip_address.map(without_sip_scheme);
        let text = match (self.domain, user.sam_account_name) {
            (Some(domain), Some(account)) => format!("{}\\{}", domain, account),
            _ if !self.scheme.is_empty() => user.sip_address.unwrap_or(user.distinguished_name).to_owned(),
            _ => {
                let names = [user.display_name, sip, user.user_principal_name, user.sam_account_name];
                let begun = names
                    .iter()
                    .find(|name| begins(name))
                    .or_else(|| names.iter().find(|name| name.is_some()));
                begun.copied().flatten().unwrap_or(user.distinguished_name).to_owned()
            }
        };
        let completion = Completion {
            text,
            name: user.display_name.or(user.common_name).unwrap_or(user.distinguished_name).to_owned(),
            sip_address: user.sip_address.map(str::to_owned),
            registrar_pool: registrar_pool.map(str::to_owned),
        };
        (completion, user.distinguished_name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_stands_under_every_word() {
        let fields = UserFields {
            display_name: Some("Ken van Myer".to_owned()),
            sip_address: Some("sip:ken.myer@litwareinc.com".to_owned()),
            user_principal_name: Some("ken.myer@litwareinc.com".to_owned()),
            sam_account_name: Some("KenMyer".to_owned()),
            ..UserFields::default()
        };
        assert_eq!(
            words_of(&fields),
            [
                "0ken van myer",
                "0ken.myer@litwareinc.com",
                "0kenmyer",
                "1myer",
                "1myer@litwareinc.com",
                "1van myer"
            ]
        );
    }
}
