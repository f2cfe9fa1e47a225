//! The functions that statements over users call: comparisons that SQL does not have.
//!
//! A test arrives as JSON in a bound value and is read once a statement (SQLite keeps it beside the constant argument). All
//! functions give the same for the same arguments and touch nothing else, so that SQLite may call them anywhere.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};

use crate::model::account_control;
use crate::model::guid::Guid;
use crate::parse::distinguished_name::DistinguishedName;
use crate::query::filter::attribute_test::AttributeTest;
use crate::query::filter::text_test::TextTest;

/// Makes the functions known to a connection.
pub(crate) fn register(connection: &Connection) -> Result<()> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("cscert_text", 2, flags, |call| {
        let test: Arc<TextTest> = call.get_or_create_aux(0, read_json)?;
        Ok(text(call, 1)?.map(|text| test.passes(text)))
    })?;
    connection.create_scalar_function("cscert_attribute", 2, flags, |call| {
        let test: Arc<AttributeTest> = call.get_or_create_aux(0, read_json)?;
        match text(call, 1)? {
            Some(json) => test.passes(json).map_err(failure),
            None => Ok(None),
        }
    })?;
    connection.create_scalar_function("cscert_within", 2, flags, |call| {
        let unit: Arc<Unit> =
            call.get_or_create_aux(0, |value| value.as_str().map_err(|e| e.to_string()).and_then(Unit::new))?;
        Ok(text(call, 1)?.map(|name| unit.holds(name)))
    })?;
    connection.create_scalar_function("cscert_flag_names", 1, flags, |call| {
        let value: Option<u32> = call.get(0)?;
        Ok(value.map(account_control::names))
    })?;
    connection.create_scalar_function("cscert_guid_text", 1, flags, |call| {
        let value: Option<[u8; 16]> = call.get(0)?;
        Ok(value.map(|bytes| Guid::from_directory_bytes(bytes).to_string()))
    })
}

fn read_json<T: serde::de::DeserializeOwned>(value: ValueRef<'_>) -> std::result::Result<T, String> {
    let json = value.as_str().map_err(|e| e.to_string())?;
    serde_json::from_str(json).map_err(|e| e.to_string())
}

fn text<'c>(call: &'c Context<'_>, argument: usize) -> Result<Option<&'c str>> {
    call.get_raw(argument).as_str_or_null().map_err(|e| failure(e.to_string()))
}

fn failure(reason: String) -> Error {
    Error::UserFunctionError(reason.into())
}

/// An organizational unit whose members are asked for.
struct Unit {
    path: String,
    /// The last parent that was looked at, as its text stood, and what is known of its children. Users come in the order
    /// in which they were imported, which is much by unit.
    last: Mutex<(String, Children)>,
}

#[derive(Clone, Copy)]
enum Children {
    Within,
    /// They may be the unit itself.
    Beside,
    Elsewhere,
}

impl Unit {
    fn new(name: &str) -> std::result::Result<Unit, String> {
        let name = DistinguishedName::parse(name).map_err(|e| e.to_string())?;
        Ok(Unit { path: name.path_key(), last: Mutex::new((String::new(), Children::Beside)) })
    }

    fn holds(&self, name: &str) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(parent) = parent_text(name) {
            if last.0 != parent {
                let path = DistinguishedName::parse(parent).map(|parent| parent.path_key());
                *last = match path {
                    Ok(path) if path.starts_with(&self.path) => (parent.to_owned(), Children::Within),
                    Ok(path) if self.path.starts_with(&path) => (parent.to_owned(), Children::Beside),
                    _ => (parent.to_owned(), Children::Elsewhere),
                };
            }
            match last.1 {
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
            let (parsed, unit) = (DistinguishedName::parse(&unit).unwrap(), Unit::new(&unit).unwrap());
            for name in names {
                prop_assert_eq!(unit.holds(&name), DistinguishedName::parse(&name).unwrap().is_within(&parsed));
            }
        }
    }
}
