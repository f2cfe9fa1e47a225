//! Display names with `*`, as Get-CsUser takes them.

use crate::model::user::without_sip_scheme;
use crate::parse::distinguished_name::DistinguishedName;
use crate::parse::text::fold::name_key;
use crate::query::filter::substrings::Substrings;
use crate::query::filter::TextRule;

/// A display name in which `*` matches any text. Everything else compares as display names do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayNamePattern(Substrings);

impl DisplayNamePattern {
    /// Reads a pattern.
    pub fn new(pattern: &str) -> DisplayNamePattern {
        let pieces: Vec<String> = pattern.split('*').map(str::to_owned).collect();
        DisplayNamePattern(Substrings::new(TextRule::Name, &pieces))
    }

    /// Whether a text has no other form than a display name: no SIP address, distinguished name, `domain\logon` or `@`.
    pub fn is_only_display_name(text: &str) -> bool {
        let text = text.trim();
        without_sip_scheme(text).len() == text.len()
            && !name_key(text).contains(['\\', '@'])
            && (!text.contains('=') || DistinguishedName::parse(text).is_err())
    }

    /// Whether a text is such a pattern.
    pub fn is_pattern(text: &str) -> bool {
        text.contains('*') && DisplayNamePattern::is_only_display_name(text)
    }

    /// Whether that display name is meant. A user without one is meant by no pattern.
    pub fn matches(&self, display_name: Option<&str>) -> bool {
        display_name.map_or(false, |name| self.0.matches(&name_key(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_text() {
        let matches = |pattern: &str, name: &str| DisplayNamePattern::new(pattern).matches(Some(name));
        assert!(matches("Pilar*", "Pilar Ackerman"));
        assert!(matches("pilar*", "PILAR ACKERMAN"));
        assert!(matches("* Smith", "Jonas Smith"));
        assert!(!matches("* Smith", "Jonas Smithson"));
        assert!(!matches("Pilar *", "Pilarina"));
        assert!(matches("*", ""));
        assert!(matches("a*b*c", "aXbYc"));
        assert!(!matches("a*b*c", "acb"));
        assert!(!matches("aba*aba", "aba"));
        assert!(matches("Jos*", "José"));
        assert!(matches("100%_*", "100%_x"));
        assert!(!matches("Ken", "Ken Myer"));
        assert!(!matches("a\u{E000}b", "axb"));
        assert!(matches("a\u{E000}b*", "a\u{E000}bc"));
        assert!(!DisplayNamePattern::new("*").matches(None));
    }

    #[test]
    fn what_reads_as_another_form_is_no_pattern() {
        for text in ["Pilar*", "*", "* Smith"] {
            assert!(DisplayNamePattern::is_pattern(text), "{}", text);
        }
        for text in
            ["Pilar", "ken.myer*@x", "ken.myer*＠x", "ken.myer*﹫x", "x\\ken*", "x＼ken*", "sip:k*", "CN=K*"]
        {
            assert!(!DisplayNamePattern::is_pattern(text), "{}", text);
        }
    }
}
