//! PowerShell's wildcard patterns: `*`, `?`, `[a-z]`, and a backtick before what stands for itself.

use super::ordinal::{ordinal_key, simple_upper};

/// A pattern, compared ordinally ignoring case after NFC. `?` is one UTF-16 unit, as it is to PowerShell.
///
/// Matching takes at most (length of the pattern) × (length of the text) steps and no memory beyond the text's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wildcard {
    elements: Vec<Element>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Element {
    /// `*`
    Any,
    /// `?`
    One,
    /// A character, folded.
    Unit(u16),
    /// `[…]`: the first and last character of each range.
    Set(Vec<(u16, u16)>),
}

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WildcardError {
    /// A `[` that no `]` closes.
    OpenBracket,
    /// A range whose end comes before its start, such as `[z-a]`.
    EmptyRange,
}

impl Wildcard {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What `WildcardPattern` refuses: a bracket that is not closed, a range that runs backwards.
    pub fn parse(pattern: &str) -> Result<Wildcard, WildcardError> {
        let units: Vec<u16> = pattern.encode_utf16().collect();
        let mut elements = Vec::new();
        let mut at = 0;
        while at < units.len() {
            match char::from_u32(u32::from(units[at])) {
                Some('*') => elements.push(Element::Any),
                Some('?') => elements.push(Element::One),
                Some('[') => {
                    let (ranges, end) = bracket(&units, at + 1)?;
                    elements.push(Element::Set(ranges));
                    at = end;
                }
                // A backtick at the end stands for itself, unless it is the whole pattern, which is empty then.
                Some('`') if at + 1 < units.len() => {
                    at += 1;
                    elements.push(Element::Unit(units[at]));
                }
                Some('`') if units.len() == 1 => {}
                _ => elements.push(Element::Unit(units[at])),
            }
            at += 1;
        }
        Ok(Wildcard { elements: fold(elements) })
    }

    /// Whether the whole text has this form.
    pub fn matches(&self, text: &str) -> bool {
        let units: Vec<u16> = ordinal_key(text).encode_utf16().collect();
        let (mut element, mut unit) = (0, 0);
        // Where to go on when a try fails: after the last star, one unit further on. Earlier stars need no second try.
        let mut retry = None;
        loop {
            match self.elements.get(element) {
                Some(Element::Any) => {
                    retry = Some((element + 1, unit));
                    element += 1;
                    continue;
                }
                None if unit == units.len() => return true,
                Some(wanted) if unit < units.len() && wanted.is(units[unit]) => {
                    element += 1;
                    unit += 1;
                    continue;
                }
                _ => {}
            }
            match retry {
                Some((after_star, from)) if from < units.len() => {
                    retry = Some((after_star, from + 1));
                    element = after_star;
                    unit = from + 1;
                }
                _ => return false,
            }
        }
    }
}

impl Element {
    fn is(&self, unit: u16) -> bool {
        match self {
            Element::Any | Element::One => true,
            Element::Unit(own) => *own == unit,
            Element::Set(ranges) => ranges.iter().any(|(first, last)| (*first..=*last).contains(&unit)),
        }
    }
}

/// Reads what stands in brackets, from `at` on; returns the ranges and the place of the closing bracket.
fn bracket(units: &[u16], mut at: usize) -> Result<(Vec<(u16, u16)>, usize), WildcardError> {
    let is = |unit: u16, c: char| u32::from(unit) == u32::from(c);
    let mut contents: Vec<(u16, bool)> = Vec::new();
    loop {
        match units.get(at) {
            None => return Err(WildcardError::OpenBracket),
            Some(unit) if is(*unit, ']') => break,
            Some(unit) if is(*unit, '`') => {
                at += 1;
                contents.push((*units.get(at).ok_or(WildcardError::OpenBracket)?, false));
            }
            Some(unit) => contents.push((*unit, is(*unit, '-'))),
        }
        at += 1;
    }
    let mut ranges = Vec::new();
    let mut rest = contents.as_slice();
    loop {
        rest = match rest {
            [] => return Ok((ranges, at)),
            [(first, _), (_, true), (last, _), rest @ ..] => {
                if first > last {
                    return Err(WildcardError::EmptyRange);
                }
                ranges.push((*first, *last));
                rest
            }
            [(only, _), rest @ ..] => {
                ranges.push((*only, *only));
                rest
            }
        };
    }
}

/// Folds the units as texts are folded: not before the pattern was read, because some characters (U+1FEF) become a backtick by
/// it. Surrogate pairs are joined for it, and parted again.
fn fold(elements: Vec<Element>) -> Vec<Element> {
    let mut folded = Vec::with_capacity(elements.len());
    let mut rest = elements.into_iter().peekable();
    while let Some(element) = rest.next() {
        match element {
            Element::Unit(first) => {
                let mut run = vec![first];
                while let Some(Element::Unit(unit)) = rest.next_if(|next| matches!(next, Element::Unit(_))) {
                    run.push(unit);
                }
                folded.extend(fold_units(run).into_iter().map(Element::Unit));
            }
            Element::Any if folded.last() == Some(&Element::Any) => {}
            Element::Set(ranges) => {
                folded.push(Element::Set(ranges.into_iter().flat_map(fold_range).collect()))
            }
            other => folded.push(other),
        }
    }
    folded
}

fn fold_units(units: Vec<u16>) -> Vec<u16> {
    let (mut text, mut folded) = (String::new(), Vec::new());
    for c in char::decode_utf16(units) {
        match c {
            Ok(c) => text.push(c),
            Err(alone) => {
                folded.extend(ordinal_key(&std::mem::take(&mut text)).encode_utf16());
                folded.push(alone.unpaired_surrogate());
            }
        }
    }
    folded.extend(ordinal_key(&text).encode_utf16());
    folded
}

/// The ranges of the folded units that a range holds in any case.
fn fold_range((first, last): (u16, u16)) -> Vec<(u16, u16)> {
    let mut ranges: Vec<(u16, u16)> = Vec::new();
    let mut folded: Vec<u16> = (first..=last)
        .map(|unit| {
            let upper =
                char::from_u32(u32::from(unit)).map_or(u32::from(unit), |c| u32::from(simple_upper(c)));
            u16::try_from(upper).unwrap_or(unit)
        })
        .collect();
    folded.sort_unstable();
    for unit in folded {
        match ranges.last_mut() {
            Some((_, end)) if unit <= end.saturating_add(1) => *end = unit.max(*end),
            _ => ranges.push((unit, unit)),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Wildcard::parse(pattern).unwrap().matches(text)
    }

    #[test]
    fn patterns_match_as_powershell_has_them() {
        for (pattern, text) in [
            ("tel:*", "TEL:+1"),
            ("*", ""),
            ("", ""),
            ("a*b*c", "aXbYbZc"),
            ("*aba", "ababa"),
            ("?", "é"),
            ("??", "😀"),
            ("[a-c]x", "BX"),
            ("[-a]", "-"),
            ("[a-]", "-"),
            ("[a`-c]", "-"),
            ("[`]]", "]"),
            ("`*", "*"),
            ("a`", "a`"),
            ("`", ""),
            ("jose\u{301}*", "JOSÉ X"),
            ("É", "e\u{301}"),
            ("100%_", "100%_"),
            ("a]b", "A]B"),
            ("𐐨", "𐐀"),
        ] {
            assert!(matches(pattern, text), "{} {}", pattern, text);
        }
        for (pattern, text) in [
            ("tel:*", "xtel:"),
            ("?", ""),
            ("[a-c]", "d"),
            ("[]", "a"),
            ("[a`-c]", "b"),
            ("`*", "x"),
            ("a*b", "abc"),
            ("", "a"),
            ("jose", "josé"),
        ] {
            assert!(!matches(pattern, text), "{} {}", pattern, text);
        }
        assert_eq!(Wildcard::parse("a[b"), Err(WildcardError::OpenBracket));
        assert_eq!(Wildcard::parse("[z-a]"), Err(WildcardError::EmptyRange));
    }

    /// What the definition says, in exponential time.
    fn slow(pattern: &[Element], text: &[u16]) -> bool {
        match pattern {
            [] => text.is_empty(),
            [Element::Any, rest @ ..] => (0..=text.len()).any(|n| slow(rest, &text[n..])),
            [one, rest @ ..] => !text.is_empty() && one.is(text[0]) && slow(rest, &text[1..]),
        }
    }

    proptest! {
        #[test]
        fn the_fast_way_is_the_slow_way(pattern in "[ab*?]{0,8}", text in "[ab]{0,10}") {
            let wildcard = Wildcard::parse(&pattern).unwrap();
            let units: Vec<u16> = ordinal_key(&text).encode_utf16().collect();
            prop_assert_eq!(wildcard.matches(&text), slow(&wildcard.elements, &units));
        }

        #[test]
        fn any_text_is_answered(pattern in "\\PC{0,20}", text in "\\PC{0,20}") {
            if let Ok(wildcard) = Wildcard::parse(&pattern) {
                wildcard.matches(&text);
            }
        }

        #[test]
        fn a_text_matches_itself_escaped(text in "\\PC{0,20}") {
            let escaped: String = text.chars().flat_map(|c| if "*?[`".contains(c) { vec!['`', c] } else { vec![c] }).collect();
            prop_assert!(matches(&escaped, &text));
        }
    }
}
