//! Translation of SQLite's errors.

use rusqlite::ErrorCode;

use crate::error::{Error, Result};
use crate::platform::DISK_FULL;

/// Converts results of SQLite to those of the registry, with the location.
pub(super) trait At<T> {
    fn at(self, location: &str) -> Result<T>;

    /// The result of a statement that only writes: a value that is too large comes from the caller.
    fn at_writing(self, location: &str) -> Result<T>;
}

impl<T> At<T> for rusqlite::Result<T> {
    fn at(self, location: &str) -> Result<T> {
        self.map_err(|error| translate(error, location))
    }

    fn at_writing(self, location: &str) -> Result<T> {
        self.map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::TooBig) => {
                Error::InvalidArgument("a value is too large for the registry".to_owned())
            }
            _ => translate(error, location),
        })
    }
}

pub(super) fn translate(error: rusqlite::Error, location: &str) -> Error {
    let unavailable = |reason: &str| Error::unavailable(location, reason);
    match &error {
        rusqlite::Error::SqliteFailure(failure, message) => match failure.code {
            ErrorCode::OperationInterrupted => Error::Interrupted,
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::FileLockingProtocolFailed => {
                unavailable("it is locked by another process; try again when that process has ended")
            }
            ErrorCode::DiskFull => unavailable(DISK_FULL),
            ErrorCode::SystemIoFailure => unavailable(&format!("the disk reports an error ({})", error)),
            ErrorCode::CannotOpen => unavailable(
                "the file, or the -wal and -shm files beside it, cannot be opened; whoever may not write its folder \
                 needs the right to read all three",
            ),
            ErrorCode::TooBig => Error::corrupt(location, "a row is larger than any that the module writes"),
            ErrorCode::ApiMisuse | ErrorCode::ParameterOutOfRange => Error::Internal(error.to_string()),
            ErrorCode::OutOfMemory => unavailable("there is not enough memory"),
            ErrorCode::ReadOnly => Error::denied(
                location,
                "it can only be read; check the rights of the file and its folder, or whether it was connected with \
                 -ReadOnly",
            ),
            ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied => {
                Error::denied(location, "the operating system denies it")
            }
            ErrorCode::NotADatabase => {
                Error::corrupt(location, "it is not an SQLite database")
            }
            _ => Error::corrupt(location, message.clone().unwrap_or_else(|| error.to_string())),
        },
        // A value of a wrong type, text that is not UTF-8, a missing row.
        _ => Error::corrupt(location, error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::limits::Limit;
    use rusqlite::Connection;

    #[test]
    fn what_is_too_large_is_the_callers_where_it_is_written_and_damage_where_it_is_read() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(5000));").unwrap();
        let _ = connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, 4000);
        let written = connection.execute("INSERT INTO t VALUES (?1)", [vec![0u8; 5000]]).at_writing("x");
        assert!(matches!(written, Err(Error::InvalidArgument(_))), "{:?}", written);
        let read = connection.query_row("SELECT x FROM t", [], |row| row.get::<_, Vec<u8>>(0)).at("x");
        assert!(matches!(read, Err(Error::RegistryCorrupt { .. })), "{:?}", read);
    }
}
