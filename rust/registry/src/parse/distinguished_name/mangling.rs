//! Names changed by the directory.

use crate::model::guid::Guid;

use super::DistinguishedName;

/// A mangled name: the name, a line feed, `DEL:` or `CNF:`, and the GUID of the object (\[MS-ADTS\] sections
/// 3.1.1.5.5 and 3.1.1.1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mangling {
    /// The object, or one above it, was deleted. The GUID is that of the object.
    Deleted(Option<Guid>),
    /// Two servers had created objects with this name, and this one lost the conflict.
    Conflict,
}

const DELETED: &str = "\nDEL:";
const CONFLICT: &str = "\nCNF:";

impl DistinguishedName {
    /// The mangling of this name, if any.
    pub fn mangling(&self) -> Option<Mangling> {
        let texts = || {
            let rdns = self.rdns.iter().enumerate();
            rdns.flat_map(|(place, rdn)| rdn.attributes.iter().map(move |a| (place, a.value.text())))
                .filter_map(|(place, text)| text.map(|text| (place, text)))
        };
        let deleted = texts().find_map(|(place, text)| text.find(DELETED).map(|at| (place, &text[at..])));
        if let Some((place, mark)) = deleted {
            let guid = Guid::parse(&mark[DELETED.len()..]).ok().filter(|_| place == 0);
            return Some(Mangling::Deleted(guid));
        }
        let in_conflict = texts().any(|(place, text)| place == 0 && text.contains(CONFLICT));
        in_conflict.then_some(Mangling::Conflict)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mangling(text: &str) -> Option<Mangling> {
        DistinguishedName::parse(text).unwrap().mangling()
    }

    #[test]
    fn marks_are_found_however_they_are_spelled() {
        const TEXT: &str = "36a2a7b0-1111-4222-8333-abcdefabcdef";
        let guid = Guid::parse(TEXT).ok();
        for feed in ["\\0A", "\\0a", "\n"] {
            let name = format!("CN=Bo Eng{}DEL:{},CN=Deleted Objects,DC=contoso,DC=test", feed, TEXT);
            assert_eq!(mangling(&name), Some(Mangling::Deleted(guid)), "{}", name);
            let below = format!("CN=Child,{}", name);
            assert_eq!(mangling(&below), Some(Mangling::Deleted(None)));
            let conflict = format!("CN=Bo Eng{}CNF:{},DC=contoso,DC=test", feed, TEXT);
            assert_eq!(mangling(&conflict), Some(Mangling::Conflict));
            assert_eq!(mangling(&format!("CN=Child,{}", conflict)), None);
        }
        assert_eq!(mangling("CN=Bo\\0ADEL:x,DC=contoso"), Some(Mangling::Deleted(None)));
        for name in ["CN=DEL:1,DC=x", "CN=A CNF:1,DC=x", "CN=A\\0ADeleted,DC=x", ""] {
            assert_eq!(mangling(name), None, "{}", name);
        }
    }
}
