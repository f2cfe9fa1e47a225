//! Questions that are asked before their answers are wanted: the server works while the client does something else.

use std::collections::VecDeque;
use std::ops::Range;
use std::time::Duration;

use crate::client::{Client, TransactionStatus, Waiting};
use crate::error::{Error, Result};
use crate::parameter::Parameter;
use crate::row::{Places, Row};

/// Questions beyond these are not asked ahead.
const MOST: usize = 8;

/// How long an answer that nobody wants any more is waited for.
const ABANDONED: Duration = Duration::from_millis(20);

/// Questions whose answers nobody has wanted yet, the oldest first: those that are answered, then those under way.
#[derive(Default)]
pub(crate) struct Ahead(VecDeque<Asked>);

struct Asked {
    /// As it was sent.
    question: Vec<u8>,
    /// None while it is under way.
    answer: Option<Answer>,
}

/// Rows with the places of their statements, and what the commands counted.
#[derive(Default)]
struct Answer {
    bytes: Vec<u8>,
    rows: Vec<(usize, Range<usize>)>,
    count: u64,
}

impl Ahead {
    pub(crate) fn is_under_way(&self) -> bool {
        self.0.back().map_or(false, |asked| asked.answer.is_none())
    }
}

impl Client {
    /// Asks questions, with one round trip, whose answer is wanted later. Whoever asks exactly the same with `query_all` then gets
    /// it, as it was when the server answered, or its error; other questions may be asked before. Nothing is asked in a transaction, or if
    /// many answers are still wanted. A change, a transaction, and whoever takes a younger answer forget it.
    ///
    /// # Errors
    /// Those of the connection.
    pub fn ask_ahead(&mut self, statements: &[(&str, &[&dyn Parameter])]) -> Result<()> {
        let is_busy = self.is_building() || self.is_pipelined() || self.ahead.0.len() >= MOST;
        if is_busy || self.transaction() != TransactionStatus::Idle {
            return Ok(());
        }
        self.queue_all(statements)?;
        let question = self.building.executing.to_vec();
        self.send_as(Waiting::Cancellable)?;
        self.ahead.0.push_back(Asked { question, answer: None });
        Ok(())
    }

    /// Whether the batch that is being made was asked ahead. If so it is not sent, and answered now.
    pub(crate) fn answer_ahead<E: From<Error>>(
        &mut self,
        visit: &mut dyn FnMut(usize, &Row<'_>) -> Result<bool, E>,
    ) -> Result<Option<u64>, E> {
        let is_same = |asked: &Asked| asked.question == *self.building.executing;
        let place = match self.ahead.0.iter().position(is_same) {
            Some(place) => place,
            None => return Ok(None),
        };
        self.drop_batch();
        for _ in 0..place {
            self.forget_oldest(Waiting::Cancellable)?;
        }
        match self.ahead.0.pop_front().and_then(|asked| asked.answer) {
            Some(answer) => answer.tell(visit).map(Some),
            None => self.receive(visit).map(Some),
        }
    }

    /// Receives what is under way, so that another question can be asked; its answers are kept.
    pub(crate) fn keep_ahead(&mut self) -> Result<()> {
        while let Some(place) = self.ahead.0.iter().position(|asked| asked.answer.is_none()) {
            match self.receive_whole() {
                Ok(answer) => self.ahead.0[place].answer = Some(answer),
                Err(error) => {
                    // Whoever wants the answer asks again, and hears why there is none.
                    self.ahead.0.remove(place);
                    self.unless_own(error)?;
                }
            }
        }
        Ok(())
    }

    /// Nothing where a question failed by itself.
    fn unless_own(&self, error: Error) -> Result<()> {
        match error {
            Error::Server(_) if !self.broken => Ok(()),
            error => Err(error),
        }
    }

    fn receive_whole(&mut self) -> Result<Answer> {
        let mut answer = Answer::default();
        let end = self.receive_as(Waiting::Cancellable, &mut |place, row| {
            let start = answer.bytes.len();
            answer.bytes.extend_from_slice(row.body());
            answer.rows.push((place, start..answer.bytes.len()));
            true
        })?;
        answer.count = end.rows;
        Ok(answer)
    }

    /// Drops all answers, those under way as well.
    ///
    /// # Errors
    /// Those of the connection: what a question itself failed with is dropped.
    pub fn forget_ahead(&mut self) -> Result<()> {
        while !self.ahead.0.is_empty() {
            self.forget_oldest(Waiting::Cancellable)?;
        }
        Ok(())
    }

    /// Drops all answers before the connection goes to somebody else. What has not come by then is cancelled.
    pub fn abandon_ahead(&mut self) {
        let timeout = std::mem::replace(&mut self.timeout, ABANDONED);
        while !self.broken && !self.ahead.0.is_empty() {
            let _ = self.forget_oldest(Waiting::Undoing);
        }
        self.timeout = timeout;
    }

    fn forget_oldest(&mut self, waiting: Waiting) -> Result<()> {
        match self.ahead.0.pop_front() {
            Some(Asked { answer: None, .. }) => {
                let received = self.receive_as(waiting, &mut |_, _| false);
                received.map(|_| ()).or_else(|error| self.unless_own(error))
            }
            _ => Ok(()),
        }
    }
}

impl Answer {
    fn tell<E: From<Error>>(
        &self,
        visit: &mut dyn FnMut(usize, &Row<'_>) -> Result<bool, E>,
    ) -> Result<u64, E> {
        let mut places = Places::new();
        for (statement, row) in &self.rows {
            if !visit(*statement, &Row::read(&self.bytes[row.clone()], &mut places)?)? {
                break;
            }
        }
        Ok(self.count)
    }
}
