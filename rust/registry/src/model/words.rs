//! The words that completion finds a user by.

use std::ops::Deref;

use crate::model::user::{without_sip_scheme, UserFields};
use crate::parse::text::fold::name_key;

/// The stored length of words in characters; a longer prefix is compared only up to it.
const LONGEST_WORD: usize = 64;
/// The first word of a name.
pub(crate) const FIRST: char = '0';
/// A later word of a name.
pub(crate) const LATER: char = '1';
/// The index entries of a user, sorted and unique.
pub(crate) fn words_of<T: Deref<Target = str>>(fields: &UserFields<T>) -> Vec<String> {
    let mut words = Vec::new();
    for name in [fields.display_name.as_deref(), fields.common_name.as_deref()].into_iter().flatten() {
        add(&mut words, name, |c| c == ' ');
    }
    let sip = fields.sip_address.as_deref().map(without_sip_scheme);
    for address in [sip, fields.user_principal_name.as_deref()].into_iter().flatten() {
        add(&mut words, address, |c| matches!(c, '.' | '-' | '_'));
    }
    if let Some(account) = fields.sam_account_name.as_deref() {
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

/// The prefix of index entries of that class.
pub(crate) fn word(class: char, folded: &str) -> String {
    std::iter::once(class).chain(folded.chars().take(LONGEST_WORD)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_stands_under_every_word() {
        let fields = UserFields {
            display_name: Some("Ken van Myer".to_owned()),
            common_name: Some("Ken Myer".to_owned()),
            sip_address: Some("sip:ken.myer@litwareinc.com".to_owned()),
            user_principal_name: Some("ken.myer@litwareinc.com".to_owned()),
            sam_account_name: Some("KenMyer".to_owned()),
            ..UserFields::default()
        };
        assert_eq!(
            words_of(&fields),
            [
                "0ken myer",
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
