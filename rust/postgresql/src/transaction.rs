//! Changes for good, and the transactions around them. A commit is never cancelled: who leaves it does not know what became of it.

use crate::client::{Client, TransactionStatus, Waiting};
use crate::error::{Error, Result};
use crate::parameter::Parameter;
use crate::row::Row;
use crate::server_error::ServerError;

/// What the server said of a commit, or of another answer's end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Committed {
    /// What the command counted.
    pub rows: u64,
    /// Warnings that came with it: 01000 says that the change is on this server only, because it did not wait for its standby.
    pub warnings: Vec<ServerError>,
    /// The last command's own word for what it did.
    pub(crate) tag: String,
}

impl Client {
    /// One statement that is a transaction of its own.
    ///
    /// # Errors
    /// `OutcomeUnknown` where no answer came; a server's error says that nothing was changed. The visitor's error comes after the
    /// commit.
    pub fn change<E: From<Error>>(
        &mut self,
        sql: &str,
        parameters: &[&dyn Parameter],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<bool, E>,
    ) -> Result<Committed, E> {
        self.alone()?;
        if self.transaction() != TransactionStatus::Idle {
            return Err(Error::Usage(
                "a transaction is open, and a change of its own cannot be made in it".to_owned(),
            )
            .into());
        }
        self.queue(sql, parameters)?;
        self.send_as(Waiting::Committing)?;
        self.receive_rows(Waiting::Committing, &mut |_, row| visit(row))
    }

    /// Begins a transaction with the next statement, in the same flight. `how` is what follows BEGIN.
    ///
    /// # Errors
    /// `Usage` where one is open.
    pub fn begin(&mut self, how: &str) -> Result<()> {
        self.alone()?;
        if self.transaction() != TransactionStatus::Idle {
            return Err(Error::Usage("a transaction is open already".to_owned()));
        }
        self.begin = Some(format!("BEGIN {}", how));
        Ok(())
    }

    /// Commits.
    ///
    /// # Errors
    /// `OutcomeUnknown` where no answer came; `Server` where it is certain that all was rolled back.
    pub fn commit(&mut self) -> Result<Committed> {
        self.alone()?;
        if self.begin.take().is_some() {
            return Ok(Committed::default());
        }
        if self.status == TransactionStatus::Idle {
            return Err(Error::Usage("no transaction is open that could be committed".to_owned()));
        }
        self.send_simple("COMMIT", Waiting::Committing)?;
        let end = self.receive_as(Waiting::Committing, &mut |_, _| true)?;
        if end.tag == "COMMIT" {
            return Ok(end);
        }
        // That is how the server answers where something had failed before.
        Err(Error::Server(Box::new(ServerError {
            severity: "ERROR".to_owned(),
            code: "25P02".to_owned(),
            message: "the transaction had failed before and was rolled back".to_owned(),
            ..ServerError::default()
        })))
    }

    /// Undoes an open transaction, if there is one, and drops what is under way. Nobody interrupts it.
    ///
    /// # Errors
    /// Those of the connection. One that is broken has nothing left to undo.
    pub fn rollback(&mut self) -> Result<()> {
        self.begin = None;
        self.drop_batch();
        self.abandon_ahead();
        while !self.broken && self.under_way() > 0 {
            // What came of it no longer matters.
            let _ = self.receive_as(Waiting::Undoing, &mut |_, _| false);
        }
        if self.broken || self.status == TransactionStatus::Idle {
            return Ok(());
        }
        self.send_simple("ROLLBACK", Waiting::Undoing)?;
        self.receive_as(Waiting::Undoing, &mut |_, _| true).map(|_| ())
    }
}
