//! One entry of a directory export.

/// One value of an attribute, as the export gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeValue {
    /// The attribute's name as the export spells it, without options.
    pub name: String,
    /// The options after the name (`binary`, `lang-de`, `range=0-1499`), in the order given.
    pub options: Vec<String>,
    /// The value's bytes: UTF-8 for text.
    pub value: Vec<u8>,
}

impl AttributeValue {
    /// Whether the attribute has this name; case makes no difference (RFC 4512 section 2.5).
    pub fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Whether the attribute carries this option; case makes no difference.
    pub fn has_option(&self, option: &str) -> bool {
        self.options.iter().any(|o| o.eq_ignore_ascii_case(option))
    }

    /// The value as text; none where it is no UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.value).ok()
    }

    /// Whether the value is the attribute's in one language only (RFC 3866, `lang-de`).
    fn is_in_one_language(&self) -> bool {
        self.options.iter().any(|o| o.get(..5).map_or(false, |prefix| prefix.eq_ignore_ascii_case("lang-")))
    }
}

/// One entry: its distinguished name and its attribute values in the order given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The distinguished name as given.
    pub distinguished_name: String,
    /// The attribute values; a multi-valued attribute stands here once a value.
    pub attributes: Vec<AttributeValue>,
    /// The line of the source (from 1) at which the entry starts.
    pub line: u64,
}

impl Entry {
    /// The attribute's values with their options, in the order given, whatever the options.
    pub fn attributes_named<'e: 'n, 'n>(
        &'e self,
        name: &'n str,
    ) -> impl Iterator<Item = &'e AttributeValue> + 'n {
        self.attributes.iter().filter(move |attribute| attribute.is_named(name))
    }

    /// The attribute's values, in the order given, whatever its options.
    pub fn values<'e: 'n, 'n>(&'e self, name: &'n str) -> impl Iterator<Item = &'e [u8]> + 'n {
        self.attributes_named(name).map(|attribute| &attribute.value[..])
    }

    /// The attribute's first value that is text, if need be one in a single language (`displayName;lang-de`).
    pub fn first_text<'e>(&'e self, name: &str) -> Option<&'e str> {
        let in_all =
            self.attributes_named(name).filter(|a| !a.is_in_one_language()).find_map(AttributeValue::text);
        in_all.or_else(|| self.attributes_named(name).find_map(AttributeValue::text))
    }

    /// Whether the entry holds the attribute, be it without content.
    pub fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|attribute| attribute.is_named(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(name: &str, options: &[&str], value: &[u8]) -> AttributeValue {
        AttributeValue {
            name: name.to_owned(),
            options: options.iter().map(|&o| o.to_owned()).collect(),
            value: value.to_vec(),
        }
    }

    fn entry() -> Entry {
        Entry {
            distinguished_name: "CN=Ken".to_owned(),
            attributes: vec![
                attribute("displayName", &["LANG-de"], "Ken auf Deutsch".as_bytes()),
                attribute("displayName", &[], b"\xFF"),
                attribute("displayname", &[], b"Ken"),
                attribute("userCertificate", &["binary"], b"\x30\x00"),
                attribute("title", &["lang-de"], b"Leiter"),
                attribute("info", &[], b""),
            ],
            line: 1,
        }
    }

    #[test]
    fn names_compare_without_case() {
        let entry = entry();
        assert_eq!(entry.values("DISPLAYNAME").count(), 3);
        assert!(entry.has("usercertificate") && entry.has("INFO") && !entry.has("display"));
        assert!(entry.attributes_named("usercertificate").all(|a| a.has_option("Binary")));
    }

    #[test]
    fn text_prefers_values_for_every_language() {
        let entry = entry();
        assert_eq!(entry.first_text("displayName"), Some("Ken"));
        assert_eq!(entry.first_text("title"), Some("Leiter"));
        assert_eq!(entry.first_text("info"), Some(""));
        assert_eq!(entry.first_text("sn"), None);
    }
}
