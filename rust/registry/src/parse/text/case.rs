//! Case folding: full and simple, by character, the same in every locale.
//!
//! The standard library has case mappings but no case folding. Going down, up and down again brings every character
//! to one representative of its class: among others final sigma, long s, the Kelvin sign and both Cherokee cases. The
//! classes are those of Unicode's CaseFolding.txt (status C+F, or C+S) with the two exceptions named below.

/// Characters that folding leaves as they are.
///
/// - U+0131 ı: its capital is I, but CaseFolding.txt gives it no folding outside Turkic locales.
/// - U+0345, the iota subscript: CaseFolding.txt makes it a letter iota. Here it is what it looks like, an accent, so
///   that keys which keep accents apart keep this one apart too.
fn is_exempt(c: char) -> bool {
    matches!(c, '\u{131}' | '\u{345}')
}

/// Passes the full case folding of `c` to `emit`: one to three characters (`ß` gives `ss`).
///
/// Source: Unicode Standard 3.13, toCasefold; CaseFolding.txt status C and F.
pub(crate) fn fold_full(c: char, mut emit: impl FnMut(char)) {
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
/// Source: CaseFolding.txt status C and S. A step that would give several characters is skipped.
pub(crate) fn fold_simple(c: char) -> char {
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

/// The only character of a mapping, or `None` if it has several.
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
    use std::collections::{HashMap, HashSet};
    use unicase::UniCase;

    fn full(text: &str) -> String {
        let mut folded = String::new();
        text.chars().for_each(|c| fold_full(c, |f| folded.push(f)));
        folded
    }

    fn simple(text: &str) -> String {
        text.chars().map(fold_simple).collect()
    }

    /// Whether `unicase`, whose table is generated from CaseFolding.txt, treats two texts as equal. That is its contract; it does not
    /// expose its foldings.
    fn table_joins(a: &str, b: &str) -> bool {
        UniCase::unicode(a) == UniCase::unicode(b)
    }

    /// The same for a character and our folding.
    fn table_joins_folding(c: char, folded: &str) -> bool {
        // unicase 2.6 has foldings to three characters with the last one first.
        let mut turned: Vec<char> = folded.chars().collect();
        turned.rotate_right(1);
        let c = c.to_string();
        table_joins(&c, folded) || (turned.len() == 3 && table_joins(&c, &turned.iter().collect::<String>()))
    }

    /// The characters that are equal to another one in the table.
    fn table_classes() -> impl Iterator<Item = Vec<char>> {
        let mut classes: HashMap<UniCase<String>, Vec<char>> = HashMap::new();
        for c in every_char() {
            classes.entry(UniCase::unicode(c.to_string())).or_default().push(c);
        }
        classes.into_values().filter(|class| class.len() > 1)
    }

    /// Every result of a case mapping, in any step of folding.
    fn mappings(c: char) -> [String; 2] {
        [c.to_uppercase().collect(), c.to_lowercase().collect()]
    }

    #[test]
    fn full_folding_has_the_classes_of_the_table() {
        // Characters that are equal in the table are equal here ...
        let mut known = HashSet::new();
        for class in table_classes() {
            // A table that is newer than the standard library can have letters that the library does not know.
            let letters = class.iter().filter(|c| c.is_alphabetic() && !is_exempt(**c));
            let foldings: HashSet<String> = letters.map(|c| full(&c.to_string())).collect();
            assert!(foldings.len() <= 1, "{:?} are {:?}", class, foldings);
            known.extend(class);
        }
        // ... and also those equal to several characters.
        for c in every_char().filter(|c| !is_exempt(*c)) {
            for mapping in mappings(c).iter().filter(|mapping| mapping.chars().count() > 1) {
                if table_joins(&c.to_string(), mapping) {
                    assert_eq!(full(&c.to_string()), full(mapping), "U+{:04X}", u32::from(c));
                    known.insert(c);
                }
            }
        }
        // Characters that are equal here are equal in the table, unless all of them are newer than the table.
        for c in every_char().filter(|c| !is_exempt(*c)) {
            let ours = full(&c.to_string());
            let newer = !known.contains(&c) && !ours.chars().any(|o| known.contains(&o));
            assert!(newer || table_joins_folding(c, &ours), "U+{:04X} is {:?}", u32::from(c), ours);
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

    /// Simple folding never makes texts equal that full folding distinguishes.
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
