//! A second connection to a registry, on its own thread: it reads the next rows while its owner is busy with
//! the previous ones.

use std::sync::mpsc::{sync_channel, Receiver, SyncSender};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use crate::error::{Error, Result};
use crate::store::sqlite::SqliteStore;
use crate::store::{Interrupt, Store};

/// The maximum number of queued requests and results.
const WAITING: usize = 2;

/// Processes requests in order. Dropping it interrupts the current one, and waits for its end.
pub(super) struct BackgroundReader<Q, A> {
    questions: Option<SyncSender<Q>>,
    answers: Receiver<A>,
    interrupter: Arc<dyn Interrupt>,
    thread: Option<JoinHandle<()>>,
}

impl<Q: Send + 'static, A: Send + 'static> BackgroundReader<Q, A> {
    /// A companion for the user of `store`; `None` if a second connection or a thread is not available, as for a registry in
    /// memory. It is interrupted with the store, and shares its progress.
    pub(super) fn of(
        store: &SqliteStore,
        mut answer: impl FnMut(&SqliteStore, Q) -> A + Send + 'static,
    ) -> Option<BackgroundReader<Q, A>> {
        let own = store.open_another().ok().flatten()?;
        let interrupter = own.interrupter();
        let (questions, asked) = sync_channel(WAITING);
        let (give, answers) = sync_channel(WAITING);
        let work = move || {
            for question in asked {
                // The owner is gone.
                if give.send(answer(&own, question)).is_err() {
                    break;
                }
            }
        };
        let thread = thread::Builder::new().name("cscert-ahead".to_owned()).spawn(work).ok()?;
        Some(BackgroundReader { questions: Some(questions), answers, interrupter, thread: Some(thread) })
    }

    /// Sends a request. At most two requests may be pending.
    pub(super) fn ask(&self, question: Q) {
        // A thread that has ended is reported when its result is awaited.
        let _ = self.questions.as_ref().map(|questions| questions.send(question));
    }

    /// Waits for the result of the oldest request.
    ///
    /// # Errors
    /// `Internal` if the companion has panicked.
    pub(super) fn answer(&self) -> Result<A> {
        self.answers.recv().map_err(|_| Error::Internal("a thread that reads ahead has panicked".to_owned()))
    }
}

impl<Q, A> Drop for BackgroundReader<Q, A> {
    fn drop(&mut self) {
        self.questions = None;
        self.interrupter.interrupt();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use tempfile::TempDir;

    use super::*;
    use crate::store::location::OpenMode;

    fn made() -> (TempDir, PathBuf, SqliteStore) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("registry.db");
        let store = SqliteStore::open(&path, OpenMode::Create).unwrap();
        (folder, path, store)
    }

    fn check(store: &SqliteStore, (): ()) -> Result<Vec<String>> {
        store.check()
    }

    fn check_forever(store: &SqliteStore, (): ()) -> Result<()> {
        loop {
            store.check()?;
        }
    }

    #[test]
    fn it_reads_the_same_registry() {
        let (_folder, _, store) = made();
        let id = |store: &SqliteStore, (): ()| store.facts().identity.id;
        let companion = BackgroundReader::of(&store, id).unwrap();
        for _ in 0..3 {
            companion.ask(());
            assert_eq!(companion.answer(), Ok(store.facts().identity.id));
        }
    }

    #[test]
    fn it_is_interrupted_with_its_registry() {
        let (_folder, _, store) = made();
        let companion = BackgroundReader::of(&store, check_forever).unwrap();
        companion.ask(());
        store.interrupter().interrupt();
        assert_eq!(companion.answer(), Ok(Err(Error::Interrupted)));
        // A later one does not start either.
        let late = BackgroundReader::of(&store, check).unwrap();
        late.ask(());
        assert_eq!(late.answer(), Ok(Err(Error::Interrupted)));
    }

    #[test]
    fn it_ends_with_its_owner_and_the_registry_goes_on() {
        let (_folder, _, store) = made();
        let companion = BackgroundReader::of(&store, check_forever).unwrap();
        companion.ask(());
        drop(companion);
        assert_eq!(store.check(), Ok(Vec::new()));
    }

    #[test]
    fn a_panic_is_an_error_of_whoever_waits() {
        let (_folder, _, store) = made();
        let companion = BackgroundReader::of(&store, |_, number: u32| {
            assert!(number < 2);
            number
        })
        .unwrap();
        companion.ask(1);
        assert_eq!(companion.answer(), Ok(1));
        for number in [2, 1] {
            companion.ask(number);
            assert!(matches!(companion.answer(), Err(Error::Internal(_))));
        }
    }

    #[test]
    fn there_is_none_in_memory_nor_of_a_file_that_was_replaced() {
        let memory = SqliteStore::in_memory().unwrap();
        assert!(BackgroundReader::of(&memory, check).is_none());
        let ((_folder, path, store), (_other_folder, other, _)) = (made(), made());
        std::fs::rename(other, path).unwrap();
        assert!(BackgroundReader::of(&store, check).is_none());
    }
}
