//! Several statements that read one state of the database.

use crate::error::Result;

use super::SqliteStore;

/// A read transaction for the duration of one query; none if one is already open.
pub(super) struct Snapshot<'s> {
    store: &'s SqliteStore,
    begun: bool,
}

impl<'s> Snapshot<'s> {
    pub(super) fn begin(store: &'s SqliteStore) -> Result<Snapshot<'s>> {
        let begun = store.connection.is_autocommit();
        if begun {
            store.execute("BEGIN", [])?;
        }
        Ok(Snapshot { store, begun })
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        // Nothing was written, so the way it ends does not matter, but it must end.
        if self.begun && self.store.execute("COMMIT", []).is_err() {
            let _ = self.store.connection.execute_batch("ROLLBACK");
        }
    }
}
