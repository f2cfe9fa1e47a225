//! A thread that produces items ahead of their consumer. Consumed items
//! go back to it: memory is freed fastest by the thread that allocated it, and that thread has time to spare.

use std::collections::VecDeque;
use std::sync::mpsc::{channel, sync_channel, Receiver, Sender, SyncSender};
use std::thread::{self, JoinHandle};

use crate::error::{Error, Result};

/// The maximum number of items in a batch between the threads.
pub(crate) const ITEMS_A_BATCH: usize = 64;
/// The weight at which a batch is sent with fewer items.
pub(crate) const BYTES_A_BATCH: usize = 1 << 20;
/// The maximum number of queued batches; each thread holds one more.
pub(crate) const WAITING: usize = 4;

/// Items in the order in which they are produced, at most some batches ahead. Dropping it waits for the end of the thread, which
/// ends with its current batch.
pub(crate) struct ReadAhead<T> {
    /// `None` once everything was taken, or no more will be taken.
    batches: Option<Receiver<Vec<T>>>,
    taken: VecDeque<T>,
    done_with: Vec<T>,
    give_back: Sender<Vec<T>>,
    thread: Option<JoinHandle<()>>,
}

impl<T: Send + 'static> ReadAhead<T> {
    /// Starts a thread that calls `make` until it returns `None`. `weight` is the approximate memory of an item, in bytes.
    ///
    /// # Errors
    /// `Internal` if the thread cannot be started.
    pub(crate) fn start(
        name: &str,
        make: impl FnMut() -> Option<T> + Send + 'static,
        weight: fn(&T) -> usize,
    ) -> Result<ReadAhead<T>> {
        let (give, batches) = sync_channel(WAITING);
        let (give_back, given_back) = channel();
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || fill(&give, &given_back, make, weight))
            .map_err(|error| Error::Internal(format!("no thread can be started ({})", error)))?;
        Ok(ReadAhead {
            batches: Some(batches),
            taken: VecDeque::new(),
            done_with: Vec::new(),
            give_back,
            thread: Some(thread),
        })
    }

    /// The next item; `None` at the end.
    ///
    /// # Errors
    /// `Internal` if the thread has panicked.
    pub(crate) fn next(&mut self) -> Result<Option<T>> {
        loop {
            if let Some(item) = self.taken.pop_front() {
                return Ok(Some(item));
            }
            match self.batches.as_ref().map(Receiver::recv) {
                Some(Ok(batch)) => self.taken = batch.into(),
                Some(Err(_)) => return self.end().map(|()| None),
                None => return Ok(None),
            }
        }
    }
}

impl<T> ReadAhead<T> {
    /// Returns an item to the thread, which drops it.
    pub(crate) fn give_back(&mut self, item: T) {
        self.done_with.push(item);
        if self.done_with.len() >= ITEMS_A_BATCH {
            // If the thread has ended, they are dropped here.
            let _ = self.give_back.send(std::mem::take(&mut self.done_with));
        }
    }

    /// Ends the thread; no more items are taken.
    ///
    /// # Errors
    /// `Internal` if it has panicked.
    pub(crate) fn end(&mut self) -> Result<()> {
        self.batches = None;
        self.taken.clear();
        match self.thread.take().map(JoinHandle::join) {
            Some(Err(_)) => Err(Error::Internal("a thread that reads ahead has panicked".to_owned())),
            _ => Ok(()),
        }
    }
}

impl<T> Drop for ReadAhead<T> {
    fn drop(&mut self) {
        // A panic of the thread no longer matters.
        let _ = self.end();
    }
}

fn fill<T>(
    give: &SyncSender<Vec<T>>,
    given_back: &Receiver<Vec<T>>,
    mut make: impl FnMut() -> Option<T>,
    weight: fn(&T) -> usize,
) {
    loop {
        given_back.try_iter().for_each(drop);
        let mut batch = Vec::with_capacity(ITEMS_A_BATCH);
        let mut bytes = 0;
        while batch.len() < ITEMS_A_BATCH && bytes < BYTES_A_BATCH {
            match make() {
                Some(item) => {
                    bytes += weight(&item);
                    batch.push(item);
                }
                None => {
                    let _ = give.send(batch);
                    return;
                }
            }
        }
        // The receiver is gone.
        if give.send(batch).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::Arc;

    use super::*;

    /// Numbers up to `last`, counted by `made`.
    fn numbers(last: usize, made: &Arc<AtomicUsize>) -> impl FnMut() -> Option<usize> + Send + 'static {
        let made = made.clone();
        move || Some(made.fetch_add(1, Ordering::SeqCst)).filter(|number| *number < last)
    }

    #[test]
    fn everything_comes_in_its_order_and_then_nothing() {
        for last in [0, 1, ITEMS_A_BATCH, 10 * ITEMS_A_BATCH + 1] {
            let mut ahead = ReadAhead::start("test", numbers(last, &Arc::default()), |_| 1).unwrap();
            for number in 0..last {
                assert_eq!(ahead.next(), Ok(Some(number)));
                ahead.give_back(number);
            }
            assert_eq!(ahead.next(), Ok(None));
            assert_eq!(ahead.next(), Ok(None));
        }
    }

    #[test]
    fn no_more_is_made_than_may_wait() {
        let made = Arc::default();
        let mut ahead = ReadAhead::start("test", numbers(usize::MAX, &made), |_| BYTES_A_BATCH).unwrap();
        assert_eq!(ahead.next(), Ok(Some(0)));
        // The thread ends at its next batch, not earlier.
        ahead.end().unwrap();
        assert!(made.load(Ordering::SeqCst) <= WAITING + 3);
        assert_eq!(ahead.next(), Ok(None));
    }

    #[test]
    fn it_ends_with_its_owner() {
        let made: Arc<AtomicUsize> = Arc::default();
        drop(ReadAhead::start("test", numbers(usize::MAX, &made), |_| 1).unwrap());
        // The items of the thread are dropped, because the thread has ended.
        assert_eq!(Arc::strong_count(&made), 1);
    }

    #[test]
    fn a_panic_becomes_an_error() {
        let mut left = 2 * ITEMS_A_BATCH;
        let make = move || {
            left -= 1;
            assert!(left > 0, "a panic on purpose");
            Some(left)
        };
        let mut ahead = ReadAhead::start("test", make, |_| 1).unwrap();
        for _ in 0..ITEMS_A_BATCH {
            assert!(ahead.next().unwrap().is_some());
        }
        assert!(matches!(ahead.next(), Err(Error::Internal(_))));
        assert_eq!(ahead.next(), Ok(None));
    }
}
