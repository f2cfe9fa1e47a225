//! Folding: the key under which two texts are the same name.
//!
//! The directory compares names without regard to case, width, accents and kana, and account names without regard to
//! case and width only. Comparing keys, byte by byte, gives exactly that in any locale and any database. A text that
//! consists only of blanks and accents has the empty key: it is not a name.
//!
//! The standard library's case mappings follow its Unicode version, so a character that recently gained a case pair can
//! have a different key in a library built by another compiler.

use unicode_normalization::UnicodeNormalization;

use super::case::{fold_full, fold_simple};
use super::width::normal_width;

/// The key of display names, common names and the values in distinguished names.
///
/// NFKD; accents (U+0300–U+036F, no other combining mark) dropped; full case folding; katakana as hiragana; no blanks
/// at the ends, and one space for every run of blanks (Unicode `White_Space`) within; NFKD again. Folding a key gives
/// the key.
pub fn name_key(text: &str) -> String {
    if text.is_ascii() {
        ascii_name_key(text)
    } else {
        unicode_name_key(text)
    }
}

fn unicode_name_key(text: &str) -> String {
    let mut folded = BlankCollapser::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_accent(*c)) {
        fold_full(c, |f| folded.push(hiragana(f)));
    }
    folded.text.nfkd().collect()
}

/// The key of SIP addresses, user principal names, account and domain names.
///
/// Ignores case (simple folding: `ß` is not `ss`) and width, and the encoding of accents (NFC); accents
/// and kana are significant. Blanks at the ends are removed, blanks within are kept.
pub fn account_key(text: &str) -> String {
    let text = text.trim();
    if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        unicode_account_key(text)
    }
}

fn unicode_account_key(text: &str) -> String {
    text.chars().map(normal_width).nfd().map(fold_simple).nfc().collect()
}

/// The key of names compared without ignoring accents and kana: it decides between several users whose [`name_key`]
/// equals that of the text.
///
/// Ignores case (full folding), width, the encoding of accents and the number of blanks. Texts with equal exact keys
/// have equal name keys.
pub fn exact_key(text: &str) -> String {
    if text.is_ascii() {
        ascii_name_key(text)
    } else {
        unicode_exact_key(text)
    }
}

fn unicode_exact_key(text: &str) -> String {
    let mut folded = BlankCollapser::with_capacity(text.len());
    for c in text.chars().map(normal_width).nfd() {
        fold_full(c, |f| folded.push(f));
    }
    folded.text.nfc().collect()
}

/// [`name_key`] and [`exact_key`] of ASCII text, which are the same.
fn ascii_name_key(text: &str) -> String {
    if has_single_spaces(text) {
        return text.to_ascii_lowercase();
    }
    let mut folded = BlankCollapser::with_capacity(text.len());
    text.chars().for_each(|c| folded.push(c.to_ascii_lowercase()));
    folded.text
}

/// Whether the blanks of ASCII text are single spaces, and none at the ends: nearly all names.
fn has_single_spaces(text: &str) -> bool {
    let mut after_blank = true;
    for byte in text.bytes() {
        let blank = char::from(byte).is_whitespace();
        if blank && (after_blank || byte != b' ') {
            return false;
        }
        after_blank = blank;
    }
    !after_blank
}

/// Whether a combining mark is an accent for the directory. Other marks are part of letters: the voiced sound
/// mark that turns か into が, vowels of Indic scripts and Thai.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&c)
}

/// The hiragana for a katakana letter or iteration mark, any other character unchanged.
fn hiragana(c: char) -> char {
    match c {
        '\u{30A1}'..='\u{30F6}' | '\u{30FD}'..='\u{30FE}' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        other => other,
    }
}

/// Collects characters; a run of blanks becomes one space, and is removed at the ends.
struct BlankCollapser {
    text: String,
    blank_pending: bool,
}

impl BlankCollapser {
    fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), blank_pending: false }
    }

    fn push(&mut self, c: char) {
        if c.is_whitespace() {
            self.blank_pending = !self.text.is_empty();
            return;
        }
        if self.blank_pending {
            self.text.push(' ');
            self.blank_pending = false;
        }
        self.text.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::super::every_char::every_char;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_ignore_case_accents_width_kana_and_blanks() {
        for (one, other) in [
            ("Ken Myer", "  ken\t MYER "),
            ("José Núñez", "jose nunez"),
            ("Jose\u{301}", "José"),
            ("Straße", "STRASSE"),
            ("ﾐﾔﾓﾄ ﾑｻｼ", "みやもと むさし"),
            ("ガ", "が"),
            ("ヷ", "わ\u{3099}"),
            ("Ｋｅｎ　Ｍｙｅｒ", "ken myer"),
            ("Ken\u{A0}\u{2003}Myer", "Ken Myer"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("İzmir", "izmir"),
            ("ﬁ", "FI"),
        ] {
            assert_eq!(name_key(one), name_key(other), "{one} and {other}");
        }
    }

    #[test]
    fn names_keep_what_is_a_letter() {
        for (one, other) in [
            ("か", "が"),
            ("ı", "i"),
            ("ø", "o"),
            ("नमस", "नमसे"),
            ("กี", "กิ"),
            ("Ken Myer", "KenMyer"),
            ("Ken Myer", "Ken Myerson"),
            ("あ", "ぁ"),
        ] {
            assert_ne!(name_key(one), name_key(other), "{one} and {other}");
        }
    }

    #[test]
    fn accounts_ignore_case_and_width_only() {
        assert_eq!(account_key(" Sip:KEN@LitwareInc.com "), "sip:ken@litwareinc.com");
        assert_eq!(account_key("ＫＥＮ＠litwareinc.com"), "ken@litwareinc.com");
        assert_eq!(account_key("Jose\u{301}"), account_key("JOSÉ"));
        assert_eq!(account_key("ｶﾞ"), account_key("ガ"));
        for (one, other) in [
            ("josé", "jose"),
            ("straße", "strasse"),
            ("か", "カ"),
            ("a b", "a  b"),
            ("x²", "x2"),
            ("ﬁ", "fi"),
        ] {
            assert_ne!(account_key(one), account_key(other), "{one} and {other}");
        }
    }

    #[test]
    fn exact_keys_tell_accents_and_kana_apart() {
        assert_eq!(exact_key("JOSE\u{301}  Núñez"), exact_key("josé núñez "));
        assert_eq!(exact_key("ｶﾞ"), exact_key("ガ"));
        assert_eq!(exact_key("Straße"), exact_key("STRASSE"));
        for (one, other) in [("josé", "jose"), ("か", "カ"), ("が", "か"), ("ᾳ", "α")] {
            assert_ne!(exact_key(one), exact_key(other), "{one} and {other}");
        }
    }

    #[test]
    fn blanks_alone_are_no_name() {
        for text in ["", " \t\u{3000}", "\u{301}", "´"] {
            assert_eq!(name_key(text), "");
        }
        assert_eq!(account_key(" \u{A0}"), "");
        assert_eq!(exact_key("\u{2003}\n"), "");
    }

    #[test]
    fn folding_any_character_twice_changes_nothing() {
        for c in every_char() {
            // A letter on both sides, so that blanks and marks are within the text.
            let text = format!("a{c}b");
            for key in [name_key, account_key, exact_key] {
                let once = key(&text);
                assert_eq!(key(&once), once, "U+{:04X}", u32::from(c));
            }
        }
    }

    #[test]
    fn each_key_is_coarser_than_the_one_before() {
        for c in every_char() {
            let text = format!("a{c}b");
            assert_eq!(exact_key(&account_key(&text)), exact_key(&text), "U+{:04X}", u32::from(c));
            assert_eq!(name_key(&exact_key(&text)), name_key(&text), "U+{:04X}", u32::from(c));
        }
    }

    /// A mebibyte of marks in reverse order is the worst case of normalisation. Inserting each mark by itself would take
    /// minutes.
    #[test]
    fn time_is_linear_in_a_pile_of_marks() {
        let marks: String = "\u{5B0}\u{3099}\u{345}\u{301}\u{323}".chars().cycle().take(1 << 19).collect();
        let start = std::time::Instant::now();
        for key in [name_key, account_key, exact_key] {
            assert!(key(&marks).len() <= 2 * marks.len());
        }
        assert!(start.elapsed() < std::time::Duration::from_secs(200));
    }

    /// Text in which the characters with special folding rules are frequent.
    fn tricky_text() -> impl Strategy<Value = String> {
        let special = "aAkKſßẞiIıİσςΣ\u{301}\u{308}\u{323}\u{345}\u{3099}か カｶﾞが\u{3000}\u{A0} \t´¨ﬁǅéÉÅＡ\u{1E9B}Ⅷ㍍한\u{1100}\u{1161}";
        let chars: Vec<char> = special.chars().collect();
        proptest::collection::vec(
            prop_oneof![4 => proptest::sample::select(chars), 1 => any::<char>()],
            0..24,
        )
        .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn keys_are_idempotent(text in tricky_text()) {
            for key in [name_key, account_key, exact_key] {
                let once = key(&text);
                prop_assert_eq!(key(&once), once);
            }
        }

        #[test]
        fn finer_keys_agree_with_coarser_ones(text in tricky_text()) {
            prop_assert_eq!(exact_key(&account_key(&text)), exact_key(&text));
            prop_assert_eq!(name_key(&exact_key(&text)), name_key(&text));
        }

        #[test]
        fn encoding_of_accents_makes_no_difference(text in tricky_text()) {
            for form in [text.nfc().collect::<String>(), text.nfd().collect::<String>()] {
                for key in [name_key, account_key, exact_key] {
                    prop_assert_eq!(key(&form), key(&text));
                }
            }
        }

        #[test]
        fn the_ascii_path_gives_what_the_long_one_gives(text in "[ -~\t\r\n\x0b\x0c]{0,24}") {
            prop_assert_eq!(name_key(&text), unicode_name_key(&text));
            prop_assert_eq!(exact_key(&text), unicode_exact_key(&text));
            prop_assert_eq!(account_key(&text), unicode_account_key(text.trim()));
        }

        #[test]
        fn case_of_ascii_letters_never_matters(text in tricky_text()) {
            for key in [name_key, account_key, exact_key] {
                prop_assert_eq!(key(&text.to_ascii_uppercase()), key(&text));
            }
        }
    }
}
