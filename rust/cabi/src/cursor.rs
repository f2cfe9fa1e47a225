//! Cursors: queries that are answered batch by batch. They hold no transaction between batches. From the third batch on the next one
//! is read, on a thread of its own, while the caller is busy with the one before.

use std::sync::{Arc, Mutex};

use ::cscert_registry::companion::Companion;
use ::cscert_registry::error::{Error, Result};
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
    Caller(Q),
    /// Another, already.
    Companion(Companion<Task<Q>, (Task<Q>, Result<()>)>),
    /// Nobody any more: a defect ended it.
    Nobody,
}

/// A query and where its next rows go.
struct Task<Q: Query> {
    query: Q,
    batch: Batch<Q::Row>,
}

impl<Q: Query> Task<Q> {
    fn read(mut self, registry: &Registry) -> (Task<Q>, Result<()>) {
        self.batch.clear();
        let done = self.query.next(registry, &mut self.batch);
        self.batch.finish();
        (self, done)
    }
}

impl<Q: Query> Position<Q> {
    fn advance(&mut self, registry: &Registry) -> Result<()> {
        let batch = std::mem::take(&mut self.batch);
        let (read, companion, lent) = match std::mem::replace(&mut self.reader, Reader::Nobody) {
            Reader::Caller(query) => (Task { query, batch }.read(registry), None, Batch::default()),
            Reader::Companion(companion) => (companion.answer()?, Some(companion), batch),
            Reader::Nobody => return Err(Error::Internal("the cursor ended after a defect".to_owned())),
        };
        let (Task { query, batch }, done) = read;
        self.batch = batch;
        self.batches = self.batches.saturating_add(1);
        let goes_on = done.is_ok() && !query.is_at_end();
        let companion = match companion {
            // Where there is none to be had the first time, there is none later.
            None if goes_on && self.batches == SHORT => Companion::of(registry, answer),
            other => other,
        };
        self.reader = match companion.filter(|_| goes_on) {
            Some(companion) => {
                companion.ask(Task { query, batch: lent });
                Reader::Companion(companion)
            }
            None => Reader::Caller(query),
        };
        done
    }
}

fn answer<Q: Query>(registry: &Registry, task: Task<Q>) -> (Task<Q>, Result<()>) {
    task.read(registry)
}

impl<Q: Query> Cursor<Q> {
    pub fn new(core: Arc<Mutex<Core>>, query: Q) -> Cursor<Q> {
        let position = Position { batch: Batch::default(), batches: 0, reader: Reader::Caller(query) };
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
