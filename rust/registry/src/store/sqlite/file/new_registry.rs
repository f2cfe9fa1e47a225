//! A new registry is renamed to its final name when it has content: a command that fails leaves none behind.

use std::io;

use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::platform::draft;
use crate::store::location::OpenMode;
use crate::store::sqlite::error::{translate, At};
use crate::store::sqlite::SqliteStore;

use super::location::{companions, explain, Draft};

impl SqliteStore {
    pub(crate) fn rename_to_final(&mut self) -> Result<()> {
        if self.draft.is_none() || !self.connection.is_autocommit() || self.is_empty()? {
            return Ok(());
        }
        let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
        let held: bool = self.connection.query_row(checkpoint, [], |row| row.get(0)).at(&self.location)?;
        if held {
            return Err(Error::Internal("a new registry is read before it has its name".to_owned()));
        }
        self.close()?;
        if let Some(Draft { file, home }) = self.draft.take() {
            let log = companions(&file).collect::<Vec<_>>();
            let placed = draft::place(file, &home);
            for companion in log {
                let _ = std::fs::remove_file(companion);
            }
            placed.map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => Error::RegistryUnavailable {
                    location: self.location.clone(),
                    reason:
                        "another process has created it in the meantime; nothing was changed; run the command again"
                            .to_owned(),
                },
                _ => explain(&self.location, &error),
            })?;
            let mut opened = SqliteStore::open_with(&home, OpenMode::ReadWrite, self.progress.clone())?;
            // Interrupt handles refer to it.
            self.stop.include(&opened.stop);
            std::mem::swap(self, &mut opened);
            std::mem::swap(&mut self.location, &mut opened.location);
        }
        Ok(())
    }

    /// Whether the registry is empty.
    fn is_empty(&self) -> Result<bool> {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM user) AND NOT EXISTS (SELECT 1 FROM domain)
            AND NOT EXISTS (SELECT 1 FROM pool) AND NOT EXISTS (SELECT 1 FROM certificate_content)";
        self.connection.query_row(sql, [], |row| row.get(0)).at(&self.location)
    }

    /// Closes the file; later queries see an empty database.
    fn close(&mut self) -> Result<()> {
        let nothing = Connection::open_in_memory().at(&self.location)?;
        let connection = std::mem::replace(&mut self.connection, nothing);
        self.file = None;
        connection.close().map_err(|(_, error)| translate(error, &self.location))
    }

    /// Removes the file with a temporary name, and the files beside it.
    pub(crate) fn discard_draft(&mut self) {
        if self.draft.is_some() && self.close().is_ok() {
            if let Some(Draft { file, .. }) = self.draft.take() {
                for companion in companions(&file) {
                    let _ = std::fs::remove_file(companion);
                }
            }
        }
    }
}
