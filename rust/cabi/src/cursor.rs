//! Cursors: queries that are answered batch by batch. They hold no transaction between batches. From the third batch on the next ones
//! are read, on threads of their own, while the caller is busy with the one before.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ::cscert_registry::error::Result;
use ::cscert_registry::query::background_reader::BackgroundReader;
use ::cscert_registry::registry::Registry;

use crate::arena::{Batch, Row};
use crate::error::cscert_error;
use crate::landing::{argument, give, handle, land, lock, Failure};
use crate::registry::{cscert_registry, Core};
use crate::status::cscert_status;
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

    /// Divides what is left: batches of `self` and of the query that is returned, in turns, are the batches that come next, some of
    /// them empty. None where that cannot be.
    fn split(&mut self) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }
}

/// A query under way, and the batch that is lent.
pub(crate) struct Cursor<Q: Query> {
    core: Arc<Mutex<Core>>,
    position: Mutex<Position<Q>>,
}

struct Position<Q: Query> {
    batch: Batch<Q::Row>,
    batches: u32,
    /// Those who take turns; none where all rows have been.
    readers: VecDeque<Reader<Q>>,
}

/// Who reads the next batch.
enum Reader<Q: Query> {
    /// Whoever asks for it.
    Caller(Arc<Mutex<Q>>),
    /// Another, already: empty batches go there and come back full.
    BackgroundReader(BackgroundReader<Batch<Q::Row>, Reading<Q::Row>>),
}

struct Reading<R> {
    batch: Batch<R>,
    done: Result<()>,
    is_last: bool,
}

/// Only one thread uses a query; a panic ends its reader.
fn lock_query<Q>(query: &Mutex<Q>) -> MutexGuard<'_, Q> {
    query.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read<Q: Query>(query: &Mutex<Q>, registry: &Registry, mut batch: Batch<Q::Row>) -> Reading<Q::Row> {
    let mut query = lock_query(query);
    batch.clear();
    let done = query.next(registry, &mut batch);
    batch.finish();
    Reading { batch, is_last: done.is_ok() && query.is_at_end(), done }
}

impl<Q: Query> Reader<Q> {
    /// A companion where one can be had.
    fn of(query: Arc<Mutex<Q>>, registry: &Registry) -> Reader<Q> {
        let shared = query.clone();
        match BackgroundReader::of(registry, move |registry, batch| read(&shared, registry, batch)) {
            Some(companion) => {
                // One to be filled, and one to be filled while that is fetched.
                companion.ask(Batch::default());
                companion.ask(Batch::default());
                Reader::BackgroundReader(companion)
            }
            None => Reader::Caller(query),
        }
    }

    /// The next batch, in exchange for one.
    fn next(&self, registry: &Registry, used: Batch<Q::Row>) -> Result<Reading<Q::Row>> {
        match self {
            Reader::Caller(query) => Ok(read(query, registry, used)),
            Reader::BackgroundReader(companion) => {
                let reading = companion.answer()?;
                companion.ask(used);
                Ok(reading)
            }
        }
    }
}

impl<Q: Query> Position<Q> {
    fn advance(&mut self, registry: &Registry) -> Result<()> {
        self.batch.clear();
        while self.batch.rows.is_empty() {
            let reader = match self.readers.front() {
                Some(reader) => reader,
                None => break,
            };
            let reading = reader.next(registry, std::mem::take(&mut self.batch))?;
            reading.done?;
            self.batch = reading.batch;
            if reading.is_last {
                self.readers.pop_front();
            } else {
                self.readers.rotate_left(1);
            }
            self.batches = self.batches.saturating_add(1);
            if self.batches == SHORT {
                self.delegate(registry);
            }
        }
        Ok(())
    }

    /// From now on companions read.
    fn delegate(&mut self, registry: &Registry) {
        if let Some(Reader::Caller(query)) = self.readers.pop_front() {
            let other = lock_query(&query).split();
            self.readers.push_back(Reader::of(query, registry));
            self.readers.extend(other.map(|other| Reader::of(Arc::new(Mutex::new(other)), registry)));
        }
    }
}

impl<Q: Query> Cursor<Q> {
    pub fn new(core: Arc<Mutex<Core>>, query: Q) -> Cursor<Q> {
        let readers = VecDeque::from(vec![Reader::Caller(Arc::new(Mutex::new(query)))]);
        let position = Position { batch: Batch::default(), batches: 0, readers };
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
        position.batch.lend(rows, count);
        Ok(())
    }
}

/// The body of an export that starts a query: hands out `cursor`, the handle that `wrap` makes of what is wanted.
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
            let wanted = wanted(&core, query)?;
            cursor.write(give(wrap(Cursor::new(core, wanted))));
            Ok(())
        })
    }
}
