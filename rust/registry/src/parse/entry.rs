//! One entry of a directory export.
//!
//! All its values are in a few blocks of memory, which are reused for the next entry: exports have millions of values.

use crate::parse::ranges::ranges;

/// One value of an attribute, as in the export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttributeValue<'e> {
    /// The attribute's name as the export spells it, without options.
    pub name: &'e str,
    /// The options after the name, each preceded by a semicolon.
    options: &'e str,
    /// The value's bytes: UTF-8 for text.
    pub value: &'e [u8],
}

impl<'e> AttributeValue<'e> {
    /// The options after the name (`binary`, `lang-de`, `range=0-1499`), in the order given.
    pub fn options(&self) -> impl Iterator<Item = &'e str> {
        self.options.split(';').skip(1)
    }

    /// Whether the attribute has this name, ignoring case (RFC 4512 section 2.5).
    pub fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value as text; `None` if it is not valid UTF-8.
    pub fn text(&self) -> Option<&'e str> {
        std::str::from_utf8(self.value).ok()
    }

    /// Whether the value is for one language only (RFC 3866, `lang-de`).
    fn is_in_one_language(&self) -> bool {
        self.options().any(|o| o.get(..5).map_or(false, |prefix| prefix.eq_ignore_ascii_case("lang-")))
    }
}

/// One entry: its distinguished name and its attribute values in the order given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The distinguished name as given.
    pub distinguished_name: String,
    /// The line of the source (from 1) at which the entry starts.
    pub line: u64,
    /// The name and the options of all attribute values, concatenated.
    descriptions: String,
    values: Vec<u8>,
    ends: Vec<Ends>,
}

/// The end of an attribute value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Ends {
    /// In the descriptions.
    name: usize,
    /// In the descriptions.
    options: usize,
    value: usize,
}

impl Entry {
    /// Clears everything, but keeps the memory.
    pub(super) fn clear(&mut self) {
        self.distinguished_name.clear();
        self.line = 0;
        self.descriptions.clear();
        self.values.clear();
        self.ends.clear();
    }

    /// Adds an attribute value: `options` are each preceded by a semicolon; `write` appends the value.
    ///
    /// # Errors
    /// Those of `write`; the entry is then not usable.
    pub(super) fn add<E>(
        &mut self,
        name: &str,
        options: &str,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.descriptions.push_str(name);
        let name = self.descriptions.len();
        self.descriptions.push_str(options);
        write(&mut self.values)?;
        self.ends.push(Ends { name, options: self.descriptions.len(), value: self.values.len() });
        Ok(())
    }

    /// The attribute values; a multi-valued attribute occurs once for each value.
    pub fn attributes(&self) -> impl ExactSizeIterator<Item = AttributeValue<'_>> {
        ranges(&self.ends).map(move |(start, end)| self.attribute(start, end))
    }

    /// The attribute's values with their options, in the order given, whatever the options.
    pub fn attributes_named<'e: 'n, 'n>(
        &'e self,
        name: &'n str,
    ) -> impl Iterator<Item = AttributeValue<'e>> + 'n {
        // Most names already differ in length.
        ranges(&self.ends)
            .filter(move |(start, end)| end.name - start.options == name.len())
            .map(move |(start, end)| self.attribute(start, end))
            .filter(move |attribute| attribute.is_named(name))
    }

    fn attribute(&self, start: Ends, end: Ends) -> AttributeValue<'_> {
        AttributeValue {
            name: &self.descriptions[start.options..end.name],
            options: &self.descriptions[end.name..end.options],
            value: &self.values[start.value..end.value],
        }
    }

    /// The attribute's values, in the order given, whatever its options.
    pub fn values<'e: 'n, 'n>(&'e self, name: &'n str) -> impl Iterator<Item = &'e [u8]> + 'n {
        self.attributes_named(name).map(|attribute| attribute.value)
    }

    /// The first text value of the attribute, if necessary one for a single language (`displayName;lang-de`).
    pub fn first_text<'e>(&'e self, name: &str) -> Option<&'e str> {
        let mut in_one_language = None;
        for attribute in self.attributes_named(name) {
            match attribute.text() {
                Some(text) if attribute.is_in_one_language() => drop(in_one_language.get_or_insert(text)),
                Some(text) => return Some(text),
                None => {}
            }
        }
        in_one_language
    }

    /// The bytes of all values.
    pub fn size_of_values(&self) -> usize {
        self.values.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Entry {
        /// Adds an attribute value.
        pub(in crate::parse) fn add_value(&mut self, name: &str, options: &str, value: &[u8]) {
            let write = |values: &mut Vec<u8>| -> Result<(), ()> {
                values.extend_from_slice(value);
                Ok(())
            };
            assert_eq!(self.add(name, options, write), Ok(()));
        }
    }

    fn entry() -> Entry {
        let mut entry = Entry { distinguished_name: "CN=Ken".to_owned(), line: 1, ..Entry::default() };
        for (name, options, value) in [
            ("displayName", ";LANG-de", "Ken auf Deutsch".as_bytes()),
            ("displayName", "", b"\xFF"),
            ("displayname", "", b"Ken"),
            ("userCertificate", ";binary", b"\x30\x00"),
            ("title", ";lang-de", b"Leiter"),
            ("info", "", b""),
        ] {
            entry.add_value(name, options, value);
        }
        entry
    }

    #[test]
    fn names_compare_without_case() {
        let entry = entry();
        assert_eq!(entry.values("DISPLAYNAME").count(), 3);
        let options = |name| entry.attributes_named(name).flat_map(|a| a.options()).collect::<Vec<_>>();
        assert_eq!(options("usercertificate"), ["binary"]);
        assert_eq!([entry.values("INFO").count(), entry.values("display").count()], [1, 0]);
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
