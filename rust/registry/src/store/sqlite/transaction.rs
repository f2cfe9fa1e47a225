//! Write transactions: each is one change, with its audit entries.

use std::sync::atomic::Ordering;

use crate::error::Result;

use super::SqliteStore;

/// A transaction that is rolled back unless it is committed.
pub(super) struct Transaction<'s> {
    store: &'s SqliteStore,
    open: bool,
}

impl<'s> Transaction<'s> {
    /// Waits for other writers. Not refused after an interrupt: a stopped command still writes what it has acknowledged or
    /// promised.
    pub(super) fn begin(store: &'s SqliteStore) -> Result<Transaction<'s>> {
        store.begin_immediate()?;
        Ok(Transaction { store, open: true })
    }

    /// Commits the changes, unless it is a dry run.
    pub(super) fn end(mut self, dry_run: bool) -> Result<()> {
        if !dry_run {
            self.store.commit()?;
            self.open = false;
        }
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            self.store.rollback();
        }
    }
}

impl SqliteStore {
    pub(super) fn commit(&self) -> Result<()> {
        self.write_pending()?;
        self.write_row_counts()?;
        self.execute("COMMIT", [])?;
        self.end_change();
        Ok(())
    }

    /// No effect if no transaction is open.
    pub(super) fn rollback(&self) {
        self.forget_pending();
        if !self.connection.is_autocommit() {
            // A failed rollback leaves nothing to undo: SQLite rolls back by itself after such errors.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        self.end_change();
    }

    fn end_change(&self) {
        // The next transaction can find keys assigned by others.
        self.forget_pending();
        self.end_import_cache();
        self.stop.changing.store(false, Ordering::SeqCst);
    }
}
