//! Invisible characters at the ends of pasted text.

/// A hint for a text that begins or ends with an invisible character, as text pasted from documents and web
/// pages can: a sentence preceded by a blank, or nothing.
pub(crate) fn invisible_ends(text: &str) -> String {
    let first = text.chars().next().filter(|c| is_invisible(*c));
    let last = text.chars().next_back().filter(|c| is_invisible(*c));
    let code = |c: char| format!("U+{:04X}", u32::from(c));
    match (first.map(code), last.map(code)) {
        (None, None) => String::new(),
        (Some(first), None) => format!(" The text begins with {}, which is not visible. Remove it.", first),
        (None, Some(last)) => format!(" The text ends with {}, which is not visible. Remove it.", last),
        (Some(first), Some(last)) => {
            format!(
                " The text begins with {} and ends with {}, which are not visible. Remove them.",
                first, last
            )
        }
    }
}

/// Controls, and Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt) without its unassigned ranges. Blanks
/// are excluded: those at the ends are ignored anyway.
fn is_invisible(character: char) -> bool {
    character.is_control() && !character.is_whitespace()
        || matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::invisible_ends;

    #[test]
    fn what_nobody_sees_at_an_end_is_named() {
        assert_eq!(invisible_ends("Ken Myer"), "");
        assert_eq!(invisible_ends(""), "");
        assert_eq!(invisible_ends(" Ken Myer\u{A0}"), "");
        // Within a word it can be significant.
        assert_eq!(invisible_ends("Ken\u{200D}Myer"), "");
        assert_eq!(
            invisible_ends("Ken\u{200B}"),
            " The text ends with U+200B, which is not visible. Remove it."
        );
        assert_eq!(
            invisible_ends("\u{FEFF}Ken"),
            " The text begins with U+FEFF, which is not visible. Remove it."
        );
        assert_eq!(
            invisible_ends("\u{202A}Ken\u{202C}"),
            " The text begins with U+202A and ends with U+202C, which are not visible. Remove them."
        );
        assert_eq!(
            invisible_ends("Ken\u{1B}"),
            " The text ends with U+001B, which is not visible. Remove it."
        );
    }
}
