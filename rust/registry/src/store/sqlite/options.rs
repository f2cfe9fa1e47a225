//! The compile-time options of SQLite.

use once_cell::sync::OnceCell;
use rusqlite::Connection;

use crate::error::Result;

use super::error::At;

/// SQLite's compile-time options, one a line, in its own order (<https://www.sqlite.org/pragma.html#pragma_compile_options>).
///
/// # Errors
/// `RegistryUnavailable` if SQLite cannot be used at all.
pub fn options() -> Result<&'static str> {
    static OPTIONS: OnceCell<String> = OnceCell::new();
    OPTIONS.get_or_try_init(read).map(String::as_str).at("memory")
}

fn read() -> rusqlite::Result<String> {
    let connection = Connection::open_in_memory()?;
    let mut statement = connection.prepare("PRAGMA compile_options")?;
    let options: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(options.join("\n"))
}
