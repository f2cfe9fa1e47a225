//! Case folding: full and simple, by character, the same in every locale.
//!
//! The standard library has case mappings but no case folding. Going down, up and down again brings every character
//! to one representative of its class: final sigma, long s, the Kelvin sign and both Cherokee cases meet theirs. The
//! classes are those of Unicode's CaseFolding.txt (status C+F, or C+S) with the two exceptions named below.

/// Characters that folding leaves as they are.
///
/// - U+0131 ı: its capital is I, but CaseFolding.txt gives it no folding outside Turkic locales.
/// - U+0345, the iota subscript: CaseFolding.txt makes it a letter iota. Here it is what it looks like, an accent, so
///   that keys which keep accents apart keep this one apart too.
fn is_exempt(c: char) -> bool {
    matches!(c, '\u{131}' | '\u{345}')
}

/// Hands the full case folding of `c` to `emit`: one to three characters (`ß` gives `ss`).
///
/// Source: Unicode Standard 3.13, toCasefold; CaseFolding.txt status C and F.
pub fn fold_full(c: char, mut emit: impl FnMut(char)) {
    if c.is_ascii() {
        emit(c.to_ascii_lowercase());
    } else if is_exempt(c) {
        emit(c);
    } else {
        for lower in c.to_lowercase() {
            for upper in lower.to_uppercase() {
                upper.to_lowercase().for_each(&mut emit);
            }
        }
    }
}

/// The simple case folding of `c`: always one character, so `ß` stays apart from `ss`.
///
/// Source: CaseFolding.txt status C and S. A step that would give several characters is not taken.
pub fn fold_simple(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    if is_exempt(c) {
        return c;
    }
    let lower = single(c.to_lowercase()).unwrap_or(c);
    let upper = single(lower.to_uppercase()).unwrap_or(lower);
    single(upper.to_lowercase()).unwrap_or(lower)
}

/// The only character of a mapping, or none where it has several.
fn single(mut mapping: impl Iterator<Item = char>) -> Option<char> {
    let first = mapping.next();
    match mapping.next() {
        None => first,
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::every_char::every_char;
    use super::*;
    use std::collections::HashSet;
    use std::hash::{Hash, Hasher};
    use unicase::UniCase;

    fn full(text: &str) -> String {
        let mut folded = String::new();
        text.chars().for_each(|c| fold_full(c, |f| folded.push(f)));
        folded
    }

    fn simple(text: &str) -> String {
        text.chars().map(fold_simple).collect()
    }

    /// What the table of `unicase`, made from CaseFolding.txt, gives for one character.
    ///
    /// The crate does not show it, but hashes it.
    fn table_fold(c: char) -> String {
        #[derive(Default)]
        struct Recorder(Vec<u8>);
        impl Hasher for Recorder {
            fn write(&mut self, bytes: &[u8]) {
                self.0.extend_from_slice(bytes);
            }
            fn write_u8(&mut self, _terminator: u8) {}
            fn finish(&self) -> u64 {
                0
            }
        }
        let mut recorder = Recorder::default();
        UniCase::unicode(c.to_string()).hash(&mut recorder);
        String::from_utf8(recorder.0).expect("the table gives text")
    }

    #[test]
    fn full_folding_has_the_classes_of_the_table() {
        let mut known = HashSet::new();
        for c in every_char() {
            let folded = table_fold(c);
            if folded != c.to_string() {
                known.insert(c);
                known.extend(folded.chars());
            }
            // What the table joins is joined here. unicase 2.6 turns foldings to three characters round.
            let turned: String = folded.chars().skip(1).chain(folded.chars().take(1)).collect();
            let joined = full(&folded) == full(&c.to_string());
            let joined_turned = folded.chars().count() == 3 && full(&turned) == full(&c.to_string());
            assert!(is_exempt(c) || joined || joined_turned, "U+{:04X} is {:?}", u32::from(c), folded);
        }
        for c in every_char() {
            // What is joined here is joined by the table, unless the character is newer than the table.
            let ours = full(&c.to_string());
            let newer = !known.contains(&c) && !ours.chars().any(|o| known.contains(&o));
            let joined = ours.chars().map(table_fold).collect::<String>() == table_fold(c);
            let threefold = ours.chars().count() == 3 && known.contains(&c);
            assert!(newer || joined || threefold || is_exempt(c), "U+{:04X} is {:?}", u32::from(c), ours);
        }
        assert!(known.len() > 2000, "the table was read");
    }

    #[test]
    fn both_are_idempotent_on_every_character() {
        for c in every_char() {
            let once = full(&c.to_string());
            assert_eq!(full(&once), once);
            assert_eq!(fold_simple(fold_simple(c)), fold_simple(c));
        }
    }

    /// Simple folding never joins what full folding keeps apart.
    #[test]
    fn simple_folding_is_the_finer_one() {
        for c in every_char() {
            assert_eq!(full(&fold_simple(c).to_string()), full(&c.to_string()), "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn known_cases() {
        assert_eq!(full("STRASSE"), full("Straße"));
        assert_eq!(full("ẞ"), "ss");
        assert_eq!(full("ΣΑΣ"), full("σας"));
        assert_eq!(full("ﬁ"), "fi");
        assert_eq!(full("Iıi"), "iıi");
        assert_eq!(full("\u{212A}"), "k");
        assert_eq!(full("ᏸ"), full("Ᏸ"));
        assert_eq!(simple("ẞß"), "ßß");
        assert_eq!(simple("ΣΑς"), "σασ");
        assert_eq!(simple("Iıİ"), "iıİ");
        assert_eq!(simple("\u{345}"), "\u{345}");
        assert_eq!(simple("Ǆǅǆ"), "ǆǆǆ");
    }
}
