//! Single statements: asked, and their answers read.

use crate::client::{Client, Waiting};
use crate::error::{Error, Result};
use crate::parameter::Parameter;
use crate::row::Row;
use crate::transaction::Committed;

impl Client {
    /// Asks, and lends the rows one by one; `Ok(false)` and errors end that, and the rest is read and dropped. Returns what the
    /// command counted.
    ///
    /// # Errors
    /// The visitor's, and those of the connection.
    pub fn query<E: From<Error>>(
        &mut self,
        sql: &str,
        parameters: &[&dyn Parameter],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<bool, E>,
    ) -> Result<u64, E> {
        self.query_all(&[(sql, parameters)], &mut |_, row| visit(row))
    }

    /// Asks several questions with one round trip, or takes their answer where they were asked ahead; rows come with the place of
    /// their statement.
    ///
    /// # Errors
    /// The visitor's, and those of the connection.
    pub fn query_all<E: From<Error>>(
        &mut self,
        statements: &[(&str, &[&dyn Parameter])],
        visit: &mut dyn FnMut(usize, &Row<'_>) -> Result<bool, E>,
    ) -> Result<u64, E> {
        self.beside_ahead()?;
        self.queue_all(statements)?;
        if let Some(count) = self.answer_ahead(visit)? {
            return Ok(count);
        }
        self.send()?;
        self.receive(visit)
    }

    /// Puts statements into a batch of their own; all of them, or none.
    pub(crate) fn queue_all(&mut self, statements: &[(&str, &[&dyn Parameter])]) -> Result<()> {
        let queued = statements.iter().try_for_each(|(sql, parameters)| self.queue(sql, parameters));
        if queued.is_err() {
            self.drop_batch();
        }
        queued
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// Those of `read` and of the connection.
    pub fn query_one<T>(
        &mut self,
        sql: &str,
        parameters: &[&dyn Parameter],
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let (mut read, mut found) = (Some(read), None);
        self.query(sql, parameters, &mut |row| {
            found = read.take().map(|read| read(row)).transpose()?;
            Ok::<_, Error>(false)
        })?;
        Ok(found)
    }

    /// Asks, and drops the rows. Returns what the command counted.
    ///
    /// # Errors
    /// Those of the connection.
    pub fn execute(&mut self, sql: &str, parameters: &[&dyn Parameter]) -> Result<u64> {
        self.query(sql, parameters, &mut |_| Ok(true))
    }

    /// Several statements without values, one transaction unless they say otherwise.
    ///
    /// # Errors
    /// Those of the connection.
    pub fn script(&mut self, sql: &str) -> Result<()> {
        self.alone()?;
        if let Some(begin) = self.begin.take() {
            self.send_simple(&begin, Waiting::Cancellable)?;
            let _ = self.receive_as(Waiting::Cancellable, &mut |_, _| true)?;
        }
        self.send_simple(sql, Waiting::Cancellable)?;
        self.receive_as(Waiting::Cancellable, &mut |_, _| true).map(|_| ())
    }

    /// The results of the batch that was sent first; rows come with the place of their statement in it. What fails undoes the batch
    /// unless a transaction was begun, and what follows in the batch is not done.
    ///
    /// # Errors
    /// The visitor's, and those of the connection.
    pub fn receive<E: From<Error>>(
        &mut self,
        visit: &mut dyn FnMut(usize, &Row<'_>) -> Result<bool, E>,
    ) -> Result<u64, E> {
        self.receive_rows(Waiting::Cancellable, visit).map(|end| end.rows)
    }

    pub(crate) fn receive_rows<E: From<Error>>(
        &mut self,
        waiting: Waiting,
        visit: &mut dyn FnMut(usize, &Row<'_>) -> Result<bool, E>,
    ) -> Result<Committed, E> {
        let mut stopped = None;
        let end = self.receive_as(waiting, &mut |at, row| match visit(at, row) {
            Ok(going_on) => going_on,
            Err(error) => {
                stopped = Some(error);
                false
            }
        })?;
        stopped.map_or(Ok(end), Err)
    }
}
