//! Text in HTML.

use std::fmt;

/// A text to be shown literally: its markup is escaped, and its direction marks have no effect outside (the
/// page isolates every cell).
pub(super) struct Text<'a>(pub &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                // Not allowed in HTML, not even as references.
                c if c.is_control() && !matches!(c, '\n' | '\t') => f.write_str("\u{FFFD}")?,
                c => write!(f, "{}", c)?,
            }
        }
        Ok(())
    }
}

/// A distinguished name, with line breaks allowed after its commas.
pub(super) struct Name<'a>(pub &'a str);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.0.split_inclusive(',') {
            write!(f, "{}", Text(part))?;
            if part.ends_with(',') {
                f.write_str("<wbr>")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown() {
        assert_eq!(
            Text("<script>alert('x')</script> & \"y\"\u{1b}[2J").to_string(),
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;\u{FFFD}[2J"
        );
    }

    #[test]
    fn names_break_after_commas() {
        assert_eq!(Name("cn=<b>,dc=x").to_string(), "cn=&lt;b&gt;,<wbr>dc=x");
        assert_eq!(Name("").to_string(), "");
    }
}
