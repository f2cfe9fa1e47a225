//! Cursors: queries that return rows in batches. They hold no transaction between batches.

use std::sync::{Arc, Mutex};

use ::cscert_registry::error::Result;
use ::cscert_registry::registry::Registry;
use ::cscert_registry::store::listing::Listing;
use ::cscert_registry::store::page::Page;

use crate::interface::arena::{Batch, Row};
use crate::interface::error::cscert_error;
use crate::interface::landing::{argument, give, handle, land, lock, Failure};
use crate::interface::status::cscert_status;
use crate::interface::text::out;
use crate::registry::{cscert_registry, Core};

/// A query and its position.
pub(crate) trait Query: Send + 'static {
    type Row: Row + 'static;

    /// The next rows; `None` at the end.
    fn next(&mut self, registry: &Registry) -> Result<&mut Batch<Self::Row>>;
}

impl<R: Row + 'static> Query for Listing<Batch<R>>
where
    Batch<R>: Page,
{
    type Row = R;

    fn next(&mut self, registry: &Registry) -> Result<&mut Batch<R>> {
        Listing::next(self, registry)
    }
}

/// A running query.
pub(crate) struct Cursor<Q: Query> {
    core: Arc<Mutex<Core>>,
    query: Mutex<Q>,
}

impl<Q: Query> Cursor<Q> {
    /// Returns the next batch.
    ///
    /// # Safety
    /// `rows` and `count`, unless NULL, must be writable.
    pub unsafe fn next(
        &self,
        rows: *mut *const Q::Row,
        count: *mut usize,
    ) -> std::result::Result<(), Failure> {
        // SAFETY: the caller vouches for both.
        let (rows, count) = unsafe { (out(rows, "rows")?, out(count, "count")?) };
        let core = lock(&self.core)?;
        let mut query = lock(&self.query)?;
        query.next(&core.registry)?.lend(rows, count);
        Ok(())
    }
}

/// The body of an export that starts a query: returns `cursor`, the handle that `wrap` creates for the wanted rows.
///
/// # Safety
/// `registry` must be open; `query`, unless NULL, readable; `cursor`, unless NULL, writable; `error` may be NULL, else writable.
pub(crate) unsafe fn open<A, Q: Query, H: 'static>(
    registry: *const cscert_registry,
    query: *const A,
    cursor: *mut *mut H,
    error: *mut *mut cscert_error,
    wrap: fn(Cursor<Q>) -> H,
    wanted: impl FnOnce(&Mutex<Core>, &A) -> std::result::Result<Q, Failure>,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let core = handle(registry, "registry")?.core.clone();
            let query = argument(query, "query")?;
            let cursor = out(cursor, "cursor")?;
            let query = Mutex::new(wanted(&core, query)?);
            cursor.write(give(wrap(Cursor { core, query })));
            Ok(())
        })
    }
}
