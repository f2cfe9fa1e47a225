//! The size of the page cache of a connection.

use crate::error::Result;

use super::error::At;
use super::SqliteStore;

/// The use of a connection; each needs more than the previous one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cache {
    /// Reading rows in their order: no page is read twice, and a command that lists a million users needs little memory.
    Scan,
    /// Finding users by name, in any order: for a million users, most of the pages that are read repeatedly for one kind of name.
    Lookup,
    /// Writing to the leaves of every index.
    Import,
}

impl Cache {
    fn sql(self) -> &'static str {
        match self {
            Cache::Scan => "PRAGMA cache_size = -8192",
            Cache::Lookup => "PRAGMA cache_size = -131072",
            Cache::Import => "PRAGMA cache_size = -262144",
        }
    }
}

impl SqliteStore {
    /// Sets at least the size for this use.
    pub(super) fn keep_for(&self, cache: Cache) -> Result<()> {
        if self.cache.get() < cache {
            self.connection.execute_batch(cache.sql()).at(&self.location)?;
            self.cache.set(cache);
        }
        Ok(())
    }

    /// Releases what only an import needs.
    pub(super) fn end_import_cache(&self) {
        if self.cache.get() == Cache::Import {
            self.cache.set(Cache::Lookup);
            // A failure does not matter.
            let _ = self.connection.execute_batch(Cache::Lookup.sql());
            let _ = self.connection.execute_batch("PRAGMA shrink_memory");
        }
    }
}
