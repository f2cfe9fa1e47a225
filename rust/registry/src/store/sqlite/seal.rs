//! Seals: a keyed hash over a row, kept in the row.
//!
//! SQLite detects damage to the structure of its pages, but not to their content: a flipped bit can assign a
//! certificate to another user, or undo a revocation. A row with a broken seal is never returned. Seals find
//! accidents; anyone who can write to the file can also write seals.

use std::hash::Hasher;

use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::Connection;
use siphasher::sip::SipHasher13;

/// A buffer for the hasher: many small pieces are slower than one large one.
struct Pieces {
    hasher: SipHasher13,
    bytes: [u8; 256],
    used: usize,
}

impl Pieces {
    fn add(&mut self, piece: &[u8]) {
        match self.bytes.get_mut(self.used..self.used + piece.len()) {
            Some(place) => {
                place.copy_from_slice(piece);
                self.used += piece.len();
            }
            None => {
                self.hasher.write(&self.bytes[..self.used]);
                self.hasher.write(piece);
                self.used = 0;
            }
        }
    }

    fn finish(mut self) -> u64 {
        self.hasher.write(&self.bytes[..self.used]);
        self.hasher.finish()
    }
}

/// The hash of values: their types, lengths and bytes.
pub(super) fn seal<'v>(secret: &[u8; 16], values: impl Iterator<Item = ValueRef<'v>>) -> i64 {
    let mut pieces = Pieces { hasher: SipHasher13::new_with_key(secret), bytes: [0; 256], used: 0 };
    let mut kinds: u64 = 1;
    for value in values {
        let kind = match value {
            ValueRef::Null => 0,
            ValueRef::Integer(number) => {
                pieces.add(&number.to_le_bytes());
                1
            }
            ValueRef::Real(number) => {
                pieces.add(&number.to_bits().to_le_bytes());
                2
            }
            ValueRef::Text(bytes) => {
                pieces.add(&(bytes.len() as u64).to_le_bytes());
                pieces.add(bytes);
                3
            }
            ValueRef::Blob(bytes) => {
                pieces.add(&(bytes.len() as u64).to_le_bytes());
                pieces.add(bytes);
                4
            }
        };
        kinds = kinds.wrapping_mul(5).wrapping_add(kind);
    }
    pieces.add(&kinds.to_le_bytes());
    pieces.finish() as i64
}

/// Registers `seal(…)` for the statements of the connection (never for the schema) that write rows.
pub(super) fn register_functions(connection: &Connection, secret: [u8; 16]) -> rusqlite::Result<()> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("seal", -1, flags, move |context| {
        Ok(seal(&secret, (0..context.len()).map(|index| context.get_raw(index))))
    })
}

/// Compares a seal with the values, in the order in which they were sealed.
pub(super) fn verify<'v>(
    secret: &[u8; 16],
    values: impl Iterator<Item = ValueRef<'v>>,
    found: i64,
) -> rusqlite::Result<()> {
    if found == seal(secret, values) {
        Ok(())
    } else {
        Err(broken())
    }
}

/// A row with a broken seal.
pub(super) fn broken() -> rusqlite::Error {
    damage("a row does not match its seal".to_owned())
}

/// A user refers to a missing row.
pub(super) fn missing(what: &str) -> rusqlite::Error {
    damage(format!("the {} of a user is missing", what))
}

fn damage(reason: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Integer, reason.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_and_its_place_count() {
        let connection = Connection::open_in_memory().unwrap();
        register_functions(&connection, [7; 16]).unwrap();
        let seal = |values: &str| -> i64 {
            connection.query_row(&format!("SELECT seal({})", values), [], |row| row.get(0)).unwrap()
        };
        let rows = [
            "1, 'a'",
            "'a', 1",
            "2, 'a'",
            "1, 'A'",
            "1, x'61'",
            "1, NULL",
            "1, 'a', NULL",
            "'1', 'a'",
            "1.0, 'a'",
            "''",
            "'', ''",
        ];
        let mut seals: Vec<i64> = rows.iter().map(|values| seal(values)).collect();
        assert_eq!(seals[0], seal("1, 'a'"));
        seals.sort_unstable();
        seals.dedup();
        assert_eq!(seals.len(), rows.len());
    }

    #[test]
    fn the_schema_cannot_call_it() {
        let connection = Connection::open_in_memory().unwrap();
        register_functions(&connection, [7; 16]).unwrap();
        connection.execute_batch("CREATE VIEW v AS SELECT seal(1) AS s").unwrap();
        assert!(connection.query_row("SELECT s FROM v", [], |row| row.get::<_, i64>(0)).is_err());
    }

    #[test]
    fn a_broken_seal_is_an_error() {
        let values = || [ValueRef::Integer(1), ValueRef::Blob(b"der")].iter().copied();
        let whole = seal(&[7; 16], values());
        assert!(verify(&[7; 16], values(), whole).is_ok());
        assert!(verify(&[7; 16], values(), whole ^ 1).is_err());
        assert!(verify(&[8; 16], values(), whole).is_err());
    }
}
