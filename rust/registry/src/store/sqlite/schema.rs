//! The schema and its versions.

use once_cell::sync::OnceCell;
use rusqlite::Connection;

use crate::error::{Error, Result};

use super::error::At;

/// Marks an SQLite file as a registry ("CsCe").
pub(super) const APPLICATION_ID: i64 = 0x4373_4365;

/// The migrations from an empty file to the newest schema; step N creates version N.
const STEPS: [&str; 1] = [include_str!("schema_1.sql")];

/// The newest schema version.
pub(super) const VERSION: u32 = STEPS.len() as u32;

/// The content of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Empty.
    Empty,
    /// A registry with this schema version.
    Registry(u32),
    /// A registry of the newest version in which an object was added, changed or removed.
    Altered(String),
    /// A database of another program.
    Foreign,
}

/// The type, name and SQL of all objects in a schema.
type Objects = Vec<(String, String, Option<String>)>;

/// Determines the content of the file: in one transaction, because another process may be creating it.
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
            // Not a valid version: upgrading from it would create the tables again.
            0 => Content::Altered("version number".to_owned()),
            other => Content::Registry(other),
        },
        _ => Content::Foreign,
    })
}

/// Everything in the schema except the statistics of ANALYZE.
fn objects(connection: &Connection) -> rusqlite::Result<Objects> {
    connection
        .prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_stat*' ORDER BY type, name")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect()
}

/// The schema created by the steps. A view instead of a table, or a dropped or added trigger, would make the
/// registry return wrong answers, whatever its version.
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

/// Migrates the schema from `version` (0: an empty file) to the newest one, in the caller's transaction.
pub(super) fn upgrade(connection: &Connection, version: u32, location: &str) -> Result<()> {
    upgrade_by(&STEPS, connection, version, location)
}

/// `upgrade` with given steps.
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

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);";
    const SECOND: &str = "CREATE TABLE b (y INTEGER) STRICT; INSERT INTO b SELECT x + 1 FROM a;";
    const BROKEN: &str = "CREATE TABLE c (z INTEGER); INSERT INTO nothing VALUES (1);";

    fn number(connection: &Connection, sql: &str) -> i64 {
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn steps_lead_from_every_version_to_the_newest() {
        for version in 0..=2 {
            let connection = Connection::open_in_memory().unwrap();
            if version > 0 {
                upgrade_by(&[FIRST, SECOND][..version], &connection, 0, "x").unwrap();
            }
            upgrade_by(&[FIRST, SECOND], &connection, version as u32, "x").unwrap();
            assert_eq!(number(&connection, "SELECT y FROM b"), 2);
            assert_eq!(number(&connection, "PRAGMA user_version"), 2);
            assert_eq!(number(&connection, "PRAGMA application_id"), APPLICATION_ID);
        }
    }

    #[test]
    fn a_step_that_fails_is_undone_with_its_transaction() {
        let connection = Connection::open_in_memory().unwrap();
        upgrade_by(&[FIRST], &connection, 0, "x").unwrap();
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        assert!(upgrade_by(&[FIRST, SECOND, BROKEN], &connection, 1, "x").is_err());
        connection.execute_batch("ROLLBACK").unwrap();
        assert_eq!(number(&connection, "SELECT count(*) FROM sqlite_schema"), 1);
        assert_eq!(number(&connection, "PRAGMA user_version"), 1);
    }

    #[test]
    fn a_later_version_is_refused() {
        let connection = Connection::open_in_memory().unwrap();
        let refused = upgrade_by(&[FIRST], &connection, 2, "x");
        assert_eq!(refused, Err(Error::RegistryTooNew { location: "x".to_owned(), found: 2, known: 1 }));
    }

    #[test]
    fn contents_are_told_apart() {
        let connection = Connection::open_in_memory().unwrap();
        assert_eq!(content(&connection, "x"), Ok(Content::Empty));
        upgrade(&connection, 0, "x").unwrap();
        assert_eq!(content(&connection, "x"), Ok(Content::Registry(VERSION)));
        connection.execute_batch("DROP INDEX audit_user").unwrap();
        assert_eq!(content(&connection, "x"), Ok(Content::Altered("index audit_user".to_owned())));
        connection.execute_batch("PRAGMA user_version = 99").unwrap();
        assert_eq!(content(&connection, "x"), Ok(Content::Registry(99)));
        connection.execute_batch("PRAGMA application_id = 1").unwrap();
        assert_eq!(content(&connection, "x"), Ok(Content::Foreign));
    }
}
