//! A new registry is renamed to its final name when it has content: a command that fails leaves none behind.

use std::io;
use std::path::Path;
#[cfg(feature = "postgres")]
use std::sync::Arc;

use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::platform::draft;
use crate::store::location::OpenMode;
#[cfg(feature = "postgres")]
use crate::store::progress::Progress;
use crate::store::sqlite::error::{translate, At};
use crate::store::sqlite::SqliteStore;

use super::location::{companions, explain, Draft};

impl SqliteStore {
    pub(crate) fn rename_to_final(&mut self) -> Result<()> {
        if self.draft.is_none() || !self.connection.is_autocommit() || self.is_empty()? {
            return Ok(());
        }
        if let Some(Draft { file, home }) = self.close_draft()? {
            draft::place(file, &home).map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => Error::unavailable(
                    &self.location,
                    "another process has created it in the meantime; nothing was changed; run the command again",
                ),
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

    /// Makes a registry of an empty file with a temporary name; messages call it by `location`.
    #[cfg(feature = "postgres")]
    pub(crate) fn of_draft(draft: Draft, location: &str, progress: Arc<Progress>) -> Result<SqliteStore> {
        match SqliteStore::open_with(&draft.file, OpenMode::Create, progress) {
            Ok(mut store) => {
                store.draft = Some(draft);
                store.location = location.to_owned();
                Ok(store)
            }
            Err(error) => {
                remove_companions(&draft.file);
                Err(error)
            }
        }
    }

    /// Closes a file with a temporary name, whole and with nothing beside it; it is removed unless it gets another name.
    pub(crate) fn close_draft(&mut self) -> Result<Option<Draft>> {
        let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
        let held: bool = self.connection.query_row(checkpoint, [], |row| row.get(0)).at(&self.location)?;
        if held {
            return Err(Error::Internal("a new registry is read before it has its name".to_owned()));
        }
        self.close()?;
        let draft = self.draft.take();
        if let Some(draft) = &draft {
            remove_companions(&draft.file);
        }
        Ok(draft)
    }

    /// Whether the registry is empty; a copy of an empty one has an entry that says so.
    fn is_empty(&self) -> Result<bool> {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM user) AND NOT EXISTS (SELECT 1 FROM domain)
            AND NOT EXISTS (SELECT 1 FROM pool) AND NOT EXISTS (SELECT 1 FROM certificate_content)
            AND NOT EXISTS (SELECT 1 FROM audit WHERE action = 'Copy')";
        self.row(sql, [], |row| row.get(0))
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
            if let Some(draft) = self.draft.take() {
                remove_companions(&draft.file);
            }
        }
    }
}

fn remove_companions(file: &Path) {
    for companion in companions(file) {
        let _ = std::fs::remove_file(companion);
    }
}
