//! Distinguished names with the object's GUID and SID before them, as servers return them with the control 1.2.840.113556.1.4.529
//! (\[MS-ADTS\] section 3.1.1.3.4.1.5) and ldbsearch does with `--extended-dn`: `<GUID=…>;<SID=…>;CN=…`.

use crate::model::guid::Guid;
use crate::model::hex;

/// A distinguished name, and its prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ExtendedName<'t> {
    /// The object's GUID.
    pub guid: Option<Guid>,
    /// The name itself.
    pub name: &'t str,
}

impl<'t> ExtendedName<'t> {
    /// Splits an extended name; a plain one is only the name.
    pub(crate) fn of(text: &'t str) -> ExtendedName<'t> {
        let mut read = ExtendedName { guid: None, name: text };
        while let Some((key, value, rest)) = component(read.name) {
            if key.eq_ignore_ascii_case("GUID") {
                read.guid = guid(value);
            }
            read.name = rest;
        }
        read
    }
}

/// `<key=value>;` at the start of a text. The value of an attribute can end with it, without a name.
fn component(text: &str) -> Option<(&str, &str, &str)> {
    let inner = text.strip_prefix('<')?;
    let (inner, rest) = inner.split_once('>')?;
    let (key, value) = inner.split_once('=')?;
    let is_known = ["GUID", "SID"].iter().any(|known| key.eq_ignore_ascii_case(known));
    is_known.then(|| (key, value, rest.strip_prefix(';').unwrap_or(rest)))
}

/// With hyphens it is text; without, the bytes in the directory's order.
fn guid(value: &str) -> Option<Guid> {
    if value.contains('-') {
        return Guid::parse(value).ok();
    }
    hex::array(value.as_bytes()).map(Guid::from_directory_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_a_name_is_taken_off() {
        let guid = Guid::parse("d4ac2923-62a6-4fec-9622-bbfed2612bd8").ok();
        let name = "CN=Administrator,CN=Users,DC=contoso,DC=test";
        for before in [
            "<GUID=d4ac2923-62a6-4fec-9622-bbfed2612bd8>;<SID=S-1-5-21-1-2-3-500>;",
            "<GUID=d4ac2923-62a6-4fec-9622-bbfed2612bd8>;",
            "<GUID=2329acd4a662ec4f9622bbfed2612bd8>;<SID=010500000000000515000000d3f80892>;",
            "<SID=S-1-5-18>;<guid=D4AC2923-62A6-4FEC-9622-BBFED2612BD8>;",
        ] {
            let text = before.to_owned() + name;
            assert_eq!(ExtendedName::of(&text), ExtendedName { guid, name }, "{}", text);
        }
        for plain in [name, "", "<nonsense>;CN=x", "<GUID=1", "<WKGUID=1,DC=x>", "CN=<GUID=x>;CN=y"] {
            assert_eq!(ExtendedName::of(plain), ExtendedName { guid: None, name: plain });
        }
    }
}
