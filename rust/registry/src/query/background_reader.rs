//! A second connection to a registry, on a thread of its own: it reads what its owner will ask for next while the owner is busy with
//! what was read before.

use std::sync::mpsc::{sync_channel, Receiver, SyncSender};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use crate::error::{Error, Result};
use crate::registry::Registry;
use crate::store::Interrupt;

/// Questions that may wait, and answers.
const WAITING: usize = 2;

/// Answers questions one after the other. Dropping it interrupts what it is at, and waits for its end.
pub struct BackgroundReader<Q, A> {
    questions: Option<SyncSender<Q>>,
    answers: Receiver<A>,
    interrupter: Arc<dyn Interrupt>,
    thread: Option<JoinHandle<()>>,
}

impl<Q: Send + 'static, A: Send + 'static> BackgroundReader<Q, A> {
    /// A companion to whoever uses `registry`; none where a second connection or a thread cannot be had, as for a registry in
    /// memory. It is interrupted with the registry, and its progress is the registry's.
    pub fn of(
        registry: &Registry,
        mut answer: impl FnMut(&Registry, Q) -> A + Send + 'static,
    ) -> Option<BackgroundReader<Q, A>> {
        let own = registry.another()?;
        let interrupter = own.interrupter();
        let (questions, asked) = sync_channel(WAITING);
        let (give, answers) = sync_channel(WAITING);
        let work = move || {
            for question in asked {
                // Nobody answers whoever is gone.
                if give.send(answer(&own, question)).is_err() {
                    break;
                }
            }
        };
        let thread = thread::Builder::new().name("cscert-ahead".to_owned()).spawn(work).ok()?;
        Some(BackgroundReader { questions: Some(questions), answers, interrupter, thread: Some(thread) })
    }

    /// Asks. At most two questions may be without an answer.
    pub fn ask(&self, question: Q) {
        // One that has ended says so where its answer is waited for.
        let _ = self.questions.as_ref().map(|questions| questions.send(question));
    }

    /// Waits for the answer to what was asked first.
    ///
    /// # Errors
    /// `Internal` where the companion has panicked.
    pub fn answer(&self) -> Result<A> {
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
