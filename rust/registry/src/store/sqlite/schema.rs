//! The schema and its versions.

use rusqlite::Connection;

use crate::error::{Error, Result};

use super::error::At;

/// Tells a registry from any other SQLite file ("CsCe").
pub(super) const APPLICATION_ID: i64 = 0x4373_4365;

/// The steps from nothing to the newest schema; step N makes version N.
const STEPS: [&str; 1] = [include_str!("schema_1.sql")];

/// The newest schema version.
pub(super) const VERSION: u32 = STEPS.len() as u32;

/// What a file's header says it is.
pub(super) enum Content {
    /// Nothing yet.
    Empty,
    /// A registry with this schema version.
    Registry(u32),
    /// Somebody else's database.
    Foreign,
}

/// Reads what the file is.
pub(super) fn content(connection: &Connection, location: &str) -> Result<Content> {
    let number =
        |pragma: &str| -> Result<i64> { connection.query_row(pragma, [], |row| row.get(0)).at(location) };
    let application = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    let objects = number("SELECT count(*) FROM sqlite_schema")?;
    Ok(match (application, objects) {
        (APPLICATION_ID, 1..) => Content::Registry(u32::try_from(version).unwrap_or(0)),
        (0, 0) => Content::Empty,
        _ => Content::Foreign,
    })
}

/// Brings the schema from `version` (0: an empty file) to the newest one. Stands in the caller's transaction.
pub(super) fn upgrade(connection: &Connection, version: u32, location: &str) -> Result<()> {
    if version > VERSION {
        return Err(Error::RegistryTooNew { location: location.to_owned(), found: version, known: VERSION });
    }
    for step in &STEPS[version as usize..] {
        connection.execute_batch(step).at(location)?;
    }
    connection
        .execute_batch(&format!(
            "PRAGMA application_id = {}; PRAGMA user_version = {};",
            APPLICATION_ID, VERSION
        ))
        .at(location)
}
