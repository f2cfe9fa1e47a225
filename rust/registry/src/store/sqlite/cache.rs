//! How much of the file a connection keeps in memory.

use crate::error::Result;

use super::error::At;
use super::SqliteStore;

/// What a connection is used for; each needs more than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cache {
    /// Reading rows in their order: no page is read twice, and a command that lists a million users stays small.
    Scan,
    /// Finding users by name, in any order: of a million users, most of what is read again for one kind of name.
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
    /// Keeps at least as much as that use needs, from now on.
    pub(super) fn keep_for(&self, cache: Cache) -> Result<()> {
        if self.cache.get() < cache {
            self.connection.execute_batch(cache.sql()).at(&self.location)?;
            self.cache.set(cache);
        }
        Ok(())
    }

    /// Gives back what only an import needs.
    pub(super) fn end_import_cache(&self) {
        if self.cache.get() == Cache::Import {
            self.cache.set(Cache::Lookup);
            // Nothing depends on it.
            let _ = self.connection.execute_batch(Cache::Lookup.sql());
            let _ = self.connection.execute_batch("PRAGMA shrink_memory");
        }
    }
}
