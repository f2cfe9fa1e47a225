//! Values that could not be read: counted by attribute, and reported in one warning.

use std::collections::BTreeMap;

use crate::parse::text::start_of;

/// The maximum length of a value in a message, in bytes.
const SHOWN: usize = 64;

/// For each attribute, the number of values that could not be read, and one of them.
#[derive(Debug, Default)]
pub(crate) struct UnreadValues {
    by_attribute: BTreeMap<String, (u64, String)>,
}

impl UnreadValues {
    /// Counts a value.
    pub(crate) fn count(&mut self, attribute: &str, value: &str) {
        match self.by_attribute.get_mut(attribute) {
            Some((count, _)) => *count += 1,
            None => {
                let shown = start_of(value, SHOWN).replace('\0', "\\0");
                self.by_attribute.insert(attribute.to_owned(), (1, shown));
            }
        }
    }

    /// The value, unless it contains U+0000, which not every store supports.
    pub(crate) fn readable<'v>(&mut self, attribute: &str, value: Option<&'v str>) -> Option<&'v str> {
        let value = value?;
        if value.contains('\0') {
            self.count(attribute, value);
            return None;
        }
        Some(value)
    }

    /// The warning about them, if there are any.
    pub(crate) fn warning(&self) -> Option<String> {
        if self.by_attribute.is_empty() {
            return None;
        }
        let attributes: Vec<String> = self
            .by_attribute
            .iter()
            .map(|(name, (count, value))| format!("{} of {} (one is \"{}\")", count, name, value))
            .collect();
        Some(format!(
            "Some values could not be read: {}. Their values in the registry were left unchanged. Times are read as the \
             directory writes them (20180211144400.0Z) and in the round-trip form (2018-02-11T14:44:00Z); no value may hold \
             the character U+0000, which is shown as \\0.",
            attributes.join(", ")
        ))
    }
}
