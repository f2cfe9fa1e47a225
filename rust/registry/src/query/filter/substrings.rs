//! LDAP's substrings: `Pilar*`, `*Smith`, `a*b*c`.

use super::field::TextRule;
use super::text_test::key_of;

/// Texts that stand in this order in another, the first at its start and the last at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substrings {
    /// Folded; empty at an end that is open.
    pieces: Vec<String>,
}

impl Substrings {
    /// Takes the pieces between the stars, of which the first and the last may be empty; a single one is the whole text.
    ///
    /// The pieces are folded together: blanks beside a star count, those at the ends do not.
    pub(crate) fn new(rule: TextRule, pieces: &[String]) -> Substrings {
        let star = placeholder(pieces);
        let whole = pieces.join(&star.to_string());
        Substrings { pieces: key_of(rule, &whole).split(star).map(str::to_owned).collect() }
    }

    /// Whether the folded text has them.
    pub(crate) fn matches(&self, folded: &str) -> bool {
        let (first, last, middle) = match self.pieces.as_slice() {
            [first, middle @ .., last] => (first, last, middle),
            [whole] => return folded == *whole,
            [] => return false,
        };
        let mut text = match folded.strip_prefix(first.as_str()) {
            Some(text) => text,
            None => return false,
        };
        // The earliest place for each piece leaves the most for those that follow.
        for piece in middle {
            match text.find(piece.as_str()) {
                Some(at) => text = &text[at + piece.len()..],
                None => return false,
            }
        }
        text.ends_with(last.as_str())
    }
}

/// A private-use character that no piece holds: folding leaves it alone. There are more of them than a filter can hold.
fn placeholder(pieces: &[String]) -> char {
    ('\u{F0000}'..='\u{FFFFD}')
        .find(|c| !pieces.iter().any(|piece| piece.contains(*c)))
        .unwrap_or('\u{F0000}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pieces: &[&str], text: &str) -> bool {
        let pieces: Vec<String> = pieces.iter().map(|piece| (*piece).to_owned()).collect();
        Substrings::new(TextRule::Name, &pieces).matches(&key_of(TextRule::Name, text))
    }

    #[test]
    fn pieces_are_found_in_order() {
        assert!(matches(&["Pilar", ""], "PILAR Ackerman"));
        assert!(matches(&["", " Smith"], "Jonas  Smith"));
        assert!(matches(&["a", "b", "c"], "aXbYc"));
        assert!(matches(&["", "é", ""], "xEx"));
        assert!(matches(&["", ""], ""));
        assert!(matches(&["ken"], "Ken "));
        assert!(!matches(&["ken"], "Ken Myer"));
        assert!(matches(&["\u{F0000}", "x"], "\u{F0000}x"));
        assert!(!matches(&["\u{F0000}", "x"], "x"));
        assert!(!matches(&["Pilar ", ""], "Pilarina"));
        assert!(!matches(&["aba", "aba"], "aba"));
        assert!(!matches(&["", "b", "a", ""], "ab"));
    }
}
