//! Character width: full-width and half-width forms and the ordinary characters that they represent.

/// The ordinary character for a full-width or half-width form, any other character unchanged.
///
/// The forms are U+3000 and U+FF00–U+FFEF, mapped one to one as UnicodeData.txt's `<wide>` and `<narrow>`
/// decompositions say. NFKD is not suitable: it also decomposes the result (`￣` to a blank and an accent,
/// half-width Hangul letters to conjoining ones).
pub(crate) fn normal_width(c: char) -> char {
    /// The character `offset` places after `base` as `c` is after `first`.
    fn shift(c: char, first: u32, base: u32) -> char {
        char::from_u32(u32::from(c) - first + base).unwrap_or(c)
    }
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => shift(c, 0xFF01, 0x21),
        '\u{FF5F}'..='\u{FF60}' => shift(c, 0xFF5F, 0x2985),
        '\u{FF61}' => '\u{3002}',
        '\u{FF62}'..='\u{FF63}' => shift(c, 0xFF62, 0x300C),
        '\u{FF64}' => '\u{3001}',
        '\u{FF65}'..='\u{FF9F}' => katakana(c),
        '\u{FFA0}' => '\u{3164}',
        '\u{FFA1}'..='\u{FFBE}' => shift(c, 0xFFA1, 0x3131),
        '\u{FFC2}'..='\u{FFC7}' => shift(c, 0xFFC2, 0x314F),
        '\u{FFCA}'..='\u{FFCF}' => shift(c, 0xFFCA, 0x3155),
        '\u{FFD2}'..='\u{FFD7}' => shift(c, 0xFFD2, 0x315B),
        '\u{FFDA}'..='\u{FFDC}' => shift(c, 0xFFDA, 0x3161),
        '\u{FFE0}'..='\u{FFE1}' => shift(c, 0xFFE0, 0xA2),
        '\u{FFE2}' => '\u{AC}',
        '\u{FFE3}' => '\u{AF}',
        '\u{FFE4}' => '\u{A6}',
        '\u{FFE5}' => '\u{A5}',
        '\u{FFE6}' => '\u{20A9}',
        '\u{FFE8}' => '\u{2502}',
        '\u{FFE9}'..='\u{FFEC}' => shift(c, 0xFFE9, 0x2190),
        '\u{FFED}' => '\u{25A0}',
        '\u{FFEE}' => '\u{25CB}',
        other => other,
    }
}

/// Half-width katakana U+FF65–U+FF9F. Their decompositions are final, so the library's table can be used.
fn katakana(c: char) -> char {
    let mut normal = c;
    unicode_normalization::char::decompose_compatible(c, |d| normal = d);
    normal
}

#[cfg(test)]
mod tests {
    use super::super::every_char::every_char;
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn every_form_agrees_with_the_compatibility_decomposition() {
        for c in every_char() {
            let normal = normal_width(c);
            assert!(normal.to_string().nfkd().eq(c.to_string().nfkd()), "U+{:04X}", u32::from(c));
            assert_eq!(normal_width(normal), normal);
        }
    }

    #[test]
    fn every_assigned_form_has_an_ordinary_character() {
        for c in ('\u{FF00}'..='\u{FFEF}').filter(|c| !c.to_string().nfkd().eq(Some(*c))) {
            assert_ne!(normal_width(c), c, "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn mapping_is_a_single_step() {
        assert_eq!(normal_width('Ａ'), 'A');
        assert_eq!(normal_width('ｶ'), 'カ');
        assert_eq!(normal_width('\u{FF9E}'), '\u{3099}');
        assert_eq!(normal_width('\u{FFE3}'), '\u{AF}');
        assert_eq!(normal_width('\u{FFA1}'), '\u{3131}');
        assert_eq!(normal_width('ガ'), 'ガ');
        assert_eq!(normal_width('²'), '²');
    }
}
