//! How long something may take, and who can end it.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::cancel::CancelKey;
use crate::error::{Error, Result};
use crate::interrupt::Interrupter;

/// How often whoever waits looks around.
pub(crate) const TICK: Duration = Duration::from_millis(50);

/// What the server is given to end what it was asked to cancel, before the connection is left.
const GRACE: Duration = Duration::from_millis(100);

/// The waiting for one answer, or for one host to let us in.
pub(crate) struct Wait<'w> {
    interrupter: Option<&'w Interrupter>,
    timeout: Duration,
    since: Instant,
    /// A log-in is counted as a whole, a call from the last byte that came.
    as_a_whole: bool,
    cancel: Option<&'w CancelKey>,
    leaving: Option<Leaving>,
}

/// What happens once nobody wants to wait any more.
struct Leaving {
    why: Error,
    until: Instant,
    /// The request on its way to the server.
    cancelling: Option<Background<()>>,
}

impl<'w> Wait<'w> {
    /// For a log-in: `timeout` for all of it.
    pub(crate) fn whole(interrupter: &'w Interrupter, timeout: Duration) -> Wait<'w> {
        Wait { as_a_whole: true, ..Wait::answer(Some(interrupter), timeout, None) }
    }

    /// For an answer: `timeout` for its next byte. Who isn't given a key to cancel with leaves at once; `interrupter` is none where
    /// nobody may interrupt.
    pub(crate) fn answer(
        interrupter: Option<&'w Interrupter>,
        timeout: Duration,
        cancel: Option<&'w CancelKey>,
    ) -> Wait<'w> {
        Wait { interrupter, timeout, since: Instant::now(), as_a_whole: false, cancel, leaving: None }
    }

    /// Something came.
    pub(crate) fn heard(&mut self) {
        if !self.as_a_whole {
            self.since = Instant::now();
        }
    }

    /// To be asked at every tick.
    ///
    /// # Errors
    /// `Interrupted` or `Timeout` once it is to be left.
    pub(crate) fn look(&mut self) -> Result<()> {
        if self.leaving.is_none() {
            let why = if self.interrupter.map_or(false, Interrupter::is_interrupted) {
                Error::Interrupted
            } else if self.since.elapsed() >= self.timeout {
                Error::Timeout(self.timeout)
            } else {
                return Ok(());
            };
            if self.as_a_whole {
                return Err(why);
            }
            let cancelling = self.cancel.and_then(CancelKey::send);
            self.leaving = Some(Leaving { why, until: Instant::now() + GRACE, cancelling });
        }
        match self.leaving.take() {
            Some(leaving) if Instant::now() >= leaving.until => Err(leaving.why),
            leaving => {
                self.leaving = leaving;
                Ok(())
            }
        }
    }

    /// What is left of a whole's time.
    pub(crate) fn remaining(&self) -> Duration {
        self.timeout.saturating_sub(self.since.elapsed())
    }

    /// The answer has come. Gives the reason why it was not to be waited for any longer, if there was one, and whether the connection
    /// goes on: a request to cancel that is still on its way could hit what comes next.
    pub(crate) fn end(mut self) -> (Option<Error>, bool) {
        let settled = match &self.leaving {
            Some(Leaving { cancelling: Some(cancelling), until, .. }) => {
                cancelling.wait(until.saturating_duration_since(Instant::now()))
            }
            _ => true,
        };
        (self.leaving.take().map(|leaving| leaving.why), settled)
    }
}

/// Work on a thread of its own that may be left alone: names are looked up, and connections made, without a time limit that the
/// system would keep.
pub(crate) struct Background<T> {
    result: Arc<(Mutex<Option<T>>, Condvar)>,
}

impl<T: Send + 'static> Background<T> {
    /// None where no thread can be had.
    pub(crate) fn start(work: impl FnOnce() -> T + Send + 'static) -> Option<Background<T>> {
        let result = Arc::new((Mutex::new(None), Condvar::new()));
        let given = result.clone();
        let run = move || {
            let done = work();
            *given.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(done);
            given.1.notify_all();
        };
        thread::Builder::new().name("cscert-postgresql".to_owned()).spawn(run).ok()?;
        Some(Background { result })
    }

    /// Whether it was done within that time.
    fn wait(&self, at_most: Duration) -> bool {
        let result = self.result.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.result.1.wait_timeout_while(result, at_most, |result| result.is_none());
        waited.unwrap_or_else(PoisonError::into_inner).0.is_some()
    }

    /// What came of it.
    pub(crate) fn finish(self, wait: &mut Wait<'_>) -> Result<T> {
        loop {
            if self.wait(TICK.min(wait.remaining())) {
                let done = self.result.0.lock().unwrap_or_else(PoisonError::into_inner).take();
                return done.ok_or_else(|| Error::Usage("a result was taken twice".to_owned()));
            }
            wait.look()?;
        }
    }
}
