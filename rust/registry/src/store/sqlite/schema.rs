//! The schema and its versions.

use once_cell::sync::OnceCell;
use rusqlite::Connection;

use crate::error::{Error, Result};

use super::error::At;

/// Tells a registry from any other SQLite file ("CsCe").
pub(super) const APPLICATION_ID: i64 = 0x4373_4365;

/// The steps from nothing to the newest schema; step N makes version N.
const STEPS: [&str; 1] = [include_str!("schema_1.sql")];

/// The newest schema version.
pub(super) const VERSION: u32 = STEPS.len() as u32;

/// What a file is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing yet.
    Empty,
    /// A registry with this schema version.
    Registry(u32),
    /// A registry of the newest version, but for an object that was added, changed or removed.
    Altered(String),
    /// Somebody else's database.
    Foreign,
}

/// Kind, name and SQL of everything in a schema.
type Objects = Vec<(String, String, Option<String>)>;

/// Reads what the file is: in one transaction, because another process may be making it meanwhile.
pub(super) fn content(connection: &Connection, location: &str) -> Result<Content> {
    if !connection.is_autocommit() {
        return read_content(connection).at(location);
    }
    connection.execute_batch("BEGIN").at(location)?;
    let content = read_content(connection).at(location);
    let ended = connection.execute_batch("ROLLBACK").at(location);
    content.and_then(|content| ended.map(|()| content))
}

fn read_content(connection: &Connection) -> rusqlite::Result<Content> {
    let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, i64>(0));
    let application = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    let objects = objects(connection)?;
    Ok(match (application, objects.is_empty()) {
        (0, true) => Content::Empty,
        (APPLICATION_ID, false) => match u32::try_from(version).unwrap_or(0) {
            VERSION => match difference(&objects, expected()?) {
                Some(name) => Content::Altered(name),
                None => Content::Registry(VERSION),
            },
            other => Content::Registry(other),
        },
        _ => Content::Foreign,
    })
}

/// Everything in the schema but the statistics that ANALYZE may have left.
fn objects(connection: &Connection) -> rusqlite::Result<Objects> {
    connection
        .prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_stat*' ORDER BY type, name")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect()
}

/// The schema that the steps make. A view in a table's place, or a trigger that was dropped or added, would make the
/// registry lie, whatever its version says.
fn expected() -> rusqlite::Result<&'static Objects> {
    static EXPECTED: OnceCell<Objects> = OnceCell::new();
    EXPECTED.get_or_try_init(|| {
        let connection = Connection::open_in_memory()?;
        STEPS.iter().try_for_each(|step| connection.execute_batch(step))?;
        objects(&connection)
    })
}

fn difference(found: &Objects, expected: &Objects) -> Option<String> {
    let odd = |these: &Objects, those: &Objects| {
        these
            .iter()
            .find(|object| !those.contains(object))
            .map(|(kind, name, _)| format!("{} {}", kind, name))
    };
    odd(found, expected).or_else(|| odd(expected, found))
}

/// Brings the schema from `version` (0: an empty file) to the newest one. Stands in the caller's transaction.
pub(super) fn upgrade(connection: &Connection, version: u32, location: &str) -> Result<()> {
    upgrade_by(&STEPS, connection, version, location)
}

/// `upgrade` by steps of the caller's.
pub(super) fn upgrade_by(
    steps: &[&str],
    connection: &Connection,
    version: u32,
    location: &str,
) -> Result<()> {
    let known = steps.len() as u32;
    if version > known {
        return Err(Error::RegistryTooNew { location: location.to_owned(), found: version, known });
    }
    for step in &steps[version as usize..] {
        connection.execute_batch(step).at(location)?;
    }
    connection
        .execute_batch(&format!(
            "PRAGMA application_id = {}; PRAGMA user_version = {};",
            APPLICATION_ID, known
        ))
        .at(location)
}
