//! Details of entries about certificates.

use crate::model::hex::push_upper;

/// The detail of an entry, `{"thumbprints":["...",...]}`; hexadecimal needs no escapes.
pub(crate) struct ThumbprintList(String);

impl ThumbprintList {
    pub(crate) fn new() -> ThumbprintList {
        ThumbprintList("{\"thumbprints\":[".to_owned())
    }

    pub(crate) fn add(&mut self, sha1: &[u8]) {
        self.0.push_str(if self.0.ends_with('[') { "\"" } else { ",\"" });
        push_upper(&mut self.0, sha1);
        self.0.push('"');
    }

    pub(crate) fn finish(mut self) -> String {
        self.0.push_str("]}");
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thumbprints_are_listed_as_json() {
        assert_eq!(ThumbprintList::new().finish(), r#"{"thumbprints":[]}"#);
        let mut list = ThumbprintList::new();
        list.add(&[0x00, 0x9A]);
        list.add(&[0xFF]);
        assert_eq!(list.finish(), r#"{"thumbprints":["009A","FF"]}"#);
    }
}
