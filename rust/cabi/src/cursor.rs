//! Cursors: queries that are answered batch by batch. They hold no transaction between batches.

use std::sync::{Arc, Mutex};

use ::cscert_registry::error::Result;
use ::cscert_registry::registry::Registry;

use crate::arena::{Batch, Row};
use crate::landing::{lock, Failure};
use crate::registry::Core;
use crate::text::out;

/// A query, and how far it has been answered.
pub(crate) trait Query {
    type Row: Row;

    /// Adds the rows that come next to an empty batch; none where all have been.
    fn next(&mut self, registry: &Registry, batch: &mut Batch<Self::Row>) -> Result<()>;
}

/// A query under way, and the batch that is lent.
pub(crate) struct Cursor<Q: Query> {
    core: Arc<Mutex<Core>>,
    position: Mutex<(Q, Batch<Q::Row>)>,
}

impl<Q: Query> Cursor<Q> {
    pub fn new(core: Arc<Mutex<Core>>, query: Q) -> Cursor<Q> {
        Cursor { core, position: Mutex::new((query, Batch::default())) }
    }

    /// Lends the next batch.
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
        let mut position = lock(&self.position)?;
        let (query, batch) = &mut *position;
        batch.clear();
        query.next(&core.registry, batch)?;
        batch.finish();
        rows.write(batch.rows.as_ptr());
        count.write(batch.rows.len());
        Ok(())
    }
}
