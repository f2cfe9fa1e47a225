//! Cursors: queries that are answered batch by batch. They hold no transaction between batches. From the third batch on the next one
//! is read, on a thread of its own, while the caller is busy with the one before.

use std::sync::{Arc, Mutex, PoisonError};

use ::cscert_registry::companion::Companion;
use ::cscert_registry::error::Result;
use ::cscert_registry::registry::Registry;

use crate::arena::{Batch, Row};
use crate::landing::{lock, Failure};
use crate::registry::Core;
use crate::text::out;

/// Batches after which a query is a long one.
const SHORT: u32 = 2;

/// A query, and how far it has been answered.
pub(crate) trait Query: Send + 'static {
    type Row: Row + 'static;

    /// Adds the rows that come next to an empty batch; none where all have been.
    fn next(&mut self, registry: &Registry, batch: &mut Batch<Self::Row>) -> Result<()>;

    /// Whether all rows have been.
    fn is_at_end(&self) -> bool;
}

/// A query under way, and the batch that is lent.
pub(crate) struct Cursor<Q: Query> {
    core: Arc<Mutex<Core>>,
    position: Mutex<Position<Q>>,
}

struct Position<Q: Query> {
    batch: Batch<Q::Row>,
    batches: u32,
    reader: Reader<Q>,
}

/// Who reads the next batch.
enum Reader<Q: Query> {
    /// Whoever asks for it.
    Caller(Arc<Mutex<Q>>),
    /// Another, already: empty batches go there and come back full.
    Companion(Companion<Batch<Q::Row>, Reading<Q::Row>>),
    /// Nobody: all rows have been.
    Nobody,
}

struct Reading<R> {
    batch: Batch<R>,
    done: Result<()>,
    is_last: bool,
}

fn read<Q: Query>(query: &Mutex<Q>, registry: &Registry, mut batch: Batch<Q::Row>) -> Reading<Q::Row> {
    let mut query = query.lock().unwrap_or_else(PoisonError::into_inner);
    batch.clear();
    let done = query.next(registry, &mut batch);
    batch.finish();
    Reading { batch, is_last: done.is_ok() && query.is_at_end(), done }
}

impl<Q: Query> Position<Q> {
    fn advance(&mut self, registry: &Registry) -> Result<()> {
        let used = std::mem::take(&mut self.batch);
        let Reading { batch, done, is_last } = match &mut self.reader {
            Reader::Caller(query) => read(query, registry, used),
            Reader::Companion(companion) => {
                let reading = companion.answer()?;
                companion.ask(used);
                reading
            }
            Reader::Nobody => return Ok(()),
        };
        self.batch = batch;
        self.batches = self.batches.saturating_add(1);
        if is_last {
            self.reader = Reader::Nobody;
        } else if self.batches == SHORT {
            self.delegate(registry);
        }
        done
    }

    /// From now on a companion reads, if one can be had.
    fn delegate(&mut self, registry: &Registry) {
        if let Reader::Caller(query) = &self.reader {
            let query = query.clone();
            if let Some(companion) =
                Companion::of(registry, move |registry, batch| read(&query, registry, batch))
            {
                // One to be filled, and one to be filled while that is fetched.
                companion.ask(Batch::default());
                companion.ask(Batch::default());
                self.reader = Reader::Companion(companion);
            }
        }
    }
}

impl<Q: Query> Cursor<Q> {
    pub fn new(core: Arc<Mutex<Core>>, query: Q) -> Cursor<Q> {
        let reader = Reader::Caller(Arc::new(Mutex::new(query)));
        let position = Position { batch: Batch::default(), batches: 0, reader };
        Cursor { core, position: Mutex::new(position) }
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
        position.advance(&core.registry)?;
        let batch = &position.batch;
        rows.write(batch.rows.as_ptr());
        count.write(batch.rows.len());
        Ok(())
    }
}
