//! Which users are in an organizational unit, or below it.

use crate::parse::distinguished_name::DistinguishedName;

/// An organizational unit whose users are asked for.
pub(super) struct Unit {
    path: String,
    /// The last parent that was looked at, as its text stood, and what is known of its children. Users come in the order
    /// in which they were imported, which is much by unit.
    last: (String, Children),
}

#[derive(Clone, Copy)]
enum Children {
    Within,
    /// They may be the unit itself.
    Beside,
    Elsewhere,
}

impl Unit {
    pub(super) fn new(name: &DistinguishedName) -> Unit {
        Unit { path: name.path_key(), last: (String::new(), Children::Beside) }
    }

    /// Whether that distinguished name is the unit's own, or below it.
    pub(super) fn holds(&mut self, name: &str) -> bool {
        if let Some(parent) = parent_text(name) {
            if self.last.0 != parent {
                let path = DistinguishedName::parse(parent).map(|parent| parent.path_key());
                self.last = match path {
                    Ok(path) if path.starts_with(&self.path) => (parent.to_owned(), Children::Within),
                    Ok(path) if self.path.starts_with(&path) => (parent.to_owned(), Children::Beside),
                    _ => (parent.to_owned(), Children::Elsewhere),
                };
            }
            match self.last.1 {
                Children::Within => return true,
                Children::Elsewhere => return false,
                Children::Beside => {}
            }
        }
        DistinguishedName::parse(name).map_or(false, |name| name.path_key().starts_with(&self.path))
    }
}

/// What follows the first component, where that is easy to see.
fn parent_text(name: &str) -> Option<&str> {
    if name.contains(['"', ';']) {
        return None;
    }
    let mut escaped = false;
    for (at, byte) in name.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b',' => return Some(&name[at + 1..]),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_easy_way_is_taken_only_where_it_is_easy() {
        assert_eq!(parent_text(r"CN=Myer\, Ken,OU=x,DC=y"), Some("OU=x,DC=y"));
        assert_eq!(parent_text(r"CN=a\\,OU=x"), Some("OU=x"));
        assert_eq!(parent_text("CN=\"a,b\",OU=x"), None);
        assert_eq!(parent_text("DC=y"), None);
    }

    fn name() -> impl Strategy<Value = String> {
        proptest::collection::vec("(OU|ou|Cn)= ?([aAbBé]|e\u{301}|a\\\\,b|\"a,b\")", 1..5)
            .prop_map(|rdns| rdns.join(","))
    }

    proptest! {
        #[test]
        fn units_hold_what_is_within_them(unit in name(), names in proptest::collection::vec(name(), 1..6)) {
            let parsed = DistinguishedName::parse(&unit).unwrap();
            let mut unit = Unit::new(&parsed);
            for name in names {
                prop_assert_eq!(unit.holds(&name), DistinguishedName::parse(&name).unwrap().is_within(&parsed));
            }
        }
    }
}
