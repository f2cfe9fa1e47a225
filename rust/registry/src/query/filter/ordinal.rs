//! Comparing texts as PowerShell filters do here: character by character, ignoring case, however accents are encoded.
//!
//! `Where-Object` compares by the rules of a language, which differ between editions and versions of PowerShell and which
//! no database has. This is .NET's `StringComparison.OrdinalIgnoreCase` after NFC, which all of them can agree on.

use unicode_normalization::UnicodeNormalization;

/// The text under which equal texts are the same.
///
/// NFC, then the simple upper case of every character (UnicodeData.txt field 12), as .NET folds for ordinal comparison.
/// Texts with equal ordinal keys have equal keys of every other kind ([`crate::parse::text::fold`]): so the hashes of names find
/// all that are equal here.
pub(super) fn ordinal_key(text: &str) -> String {
    if text.is_ascii() {
        text.to_ascii_uppercase()
    } else {
        text.nfc().map(simple_upper).collect()
    }
}

/// The simple upper case of a character.
///
/// Dotless ı and long ſ stay apart from the ASCII letters, as .NET keeps them. The iota subscript U+0345 stays what it
/// is, a mark: as a letter of its own it would be one to this key and none to those that drop accents.
pub(super) fn simple_upper(c: char) -> char {
    match c {
        _ if c.is_ascii() => c.to_ascii_uppercase(),
        '\u{131}' | '\u{17F}' | '\u{345}' => c,
        // Full upper case spells their iota out; the simple one is the title case.
        '\u{1F80}'..='\u{1F87}' | '\u{1F90}'..='\u{1F97}' | '\u{1FA0}'..='\u{1FA7}' => shift(c, 8),
        '\u{1FB3}' | '\u{1FC3}' | '\u{1FF3}' => shift(c, 9),
        _ => {
            let mut upper = c.to_uppercase();
            match (upper.next(), upper.next()) {
                (Some(only), None) => only,
                _ => c,
            }
        }
    }
}

fn shift(c: char, by: u32) -> char {
    char::from_u32(u32::from(c) + by).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::distinguished_name::DistinguishedName;
    use crate::parse::text::every_char::every_char;
    use crate::parse::text::fold::{account_key, exact_key, name_key};
    use proptest::prelude::*;

    #[test]
    fn case_and_the_encoding_of_accents_are_ignored() {
        for (one, other) in
            [("Ken", "kEN"), ("JOSÉ", "Jose\u{301}"), ("ὀδός", "ὈΔΌΣ"), ("ᾳ", "ᾼ"), ("µ", "Μ")]
        {
            assert_eq!(ordinal_key(one), ordinal_key(other), "{} {}", one, other);
        }
        for (one, other) in [
            ("José", "Jose"),
            ("Straße", "Strasse"),
            ("ı", "I"),
            ("ſ", "s"),
            ("a ", "a"),
            ("Ａ", "A"),
            ("", " "),
            ("İ", "i"),
        ] {
            assert_ne!(ordinal_key(one), ordinal_key(other), "{} {}", one, other);
        }
    }

    #[test]
    fn letters_whose_iota_stands_below_have_a_simple_upper_case() {
        // UnicodeData.txt, field 12.
        for first in [0x1F80, 0x1F90, 0x1FA0] {
            for lower in first..first + 8 {
                let letter = |code: u32| char::from_u32(code).unwrap();
                assert_eq!(simple_upper(letter(lower)), letter(lower + 8), "U+{:04X}", lower);
                assert_eq!(simple_upper(letter(lower + 8)), letter(lower + 8), "U+{:04X}", lower + 8);
            }
        }
        for (lower, upper) in [('ᾳ', 'ᾼ'), ('ῃ', 'ῌ'), ('ῳ', 'ῼ')] {
            assert_eq!((simple_upper(lower), simple_upper(upper)), (upper, upper));
        }
    }

    #[test]
    fn upper_case_changes_no_other_key_of_any_character() {
        for c in every_char() {
            let (text, upper) = (c.to_string(), simple_upper(c).to_string());
            assert_eq!(name_key(&text), name_key(&upper), "U+{:04X}", u32::from(c));
            assert_eq!(exact_key(&text), exact_key(&upper), "U+{:04X}", u32::from(c));
            assert_eq!(account_key(&text), account_key(&upper), "U+{:04X}", u32::from(c));
            // Account names, which LDAP compares by this key, are in the index by the key of names.
            assert_eq!(name_key(&text), name_key(&account_key(&text)), "U+{:04X}", u32::from(c));
            assert_eq!(simple_upper(simple_upper(c)), simple_upper(c), "U+{:04X}", u32::from(c));
        }
    }

    /// A text with another that is equal to it: case and the encoding of accents changed here and there.
    fn equal_texts() -> impl Strategy<Value = (String, String)> {
        let alphabet = "[a-cA-C ,=\\\\+;é\u{301}\u{338}\u{345}ßſıİσςΣµﬁᾳかガ\u{3099}Ａｶﾞ😀𐐨Ⱥ\u{37E}]{0,12}";
        (alphabet, proptest::collection::vec(any::<(bool, bool)>(), 32)).prop_map(|(text, choices)| {
            let mut other = String::new();
            for (i, c) in text.chars().enumerate() {
                let (upper, decompose) = choices[i % choices.len()];
                let c = if upper { simple_upper(c) } else { c };
                if decompose {
                    other.extend(c.nfd());
                } else {
                    other.push(c);
                }
            }
            (text, other)
        })
    }

    proptest! {
        #[test]
        fn equal_texts_have_equal_names((one, other) in equal_texts()) {
            if ordinal_key(&one) == ordinal_key(&other) {
                prop_assert_eq!(name_key(&one), name_key(&other));
                prop_assert_eq!(account_key(&one), account_key(&other));
            }
        }

        #[test]
        fn equal_texts_are_equal_distinguished_names((one, other) in equal_texts()) {
            let (one, other) = (format!("CN={},DC=x", one), format!("CN={},DC=x", other));
            if ordinal_key(&one) == ordinal_key(&other) && crate::query::filter::index::is_plain_name(&other) {
                if let (Ok(one), Ok(other)) = (DistinguishedName::parse(&one), DistinguishedName::parse(&other)) {
                    prop_assert_eq!(one.key(), other.key());
                }
            }
        }
    }
}
