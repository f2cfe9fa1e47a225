//! A connection that a server has let in: statements are sent together and their answers read one by one.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::time::Duration;

use bytes::BytesMut;
use postgres_protocol::message::frontend;

use crate::ahead::Ahead;
use crate::cancel::CancelKey;
use crate::config::Config;
use crate::connect::Greeting;
use crate::error::{Error, Result};
use crate::interrupt::Interrupter;
use crate::link::Link;
use crate::parameter::Parameter;
use crate::row::{Places, Row};
use crate::server_error::ServerError;
use crate::statements::Statements;
use crate::transaction::Committed;
use crate::wait::Wait;

/// Warnings that are kept of one answer.
const MOST_WARNINGS: usize = 100;

/// Longer ones are no news.
const LONGEST_PARAMETER: usize = 1 << 12;

/// The server's code for what was cancelled.
const QUERY_CANCELED: &str = "57014";

/// The client's side of one connection. One thread at a time uses it.
pub struct Client {
    pub(crate) link: Link,
    cancel: CancelKey,
    host: String,
    user: String,
    pub(crate) parameters: BTreeMap<String, String>,
    statements: Statements,
    pub(crate) building: Batch,
    /// What will be answered, the oldest first.
    under_way: VecDeque<Answer>,
    pub(crate) ahead: Ahead,
    pub(crate) status: TransactionStatus,
    /// A transaction that begins with the next statement.
    pub(crate) begin: Option<String>,
    interrupter: Interrupter,
    shielded: bool,
    pub(crate) timeout: Duration,
    pub(crate) broken: bool,
}

/// Whether a transaction is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionStatus {
    /// None is.
    Idle,
    /// One is.
    Active,
    /// One is, in which something failed: it can only be rolled back.
    Failed,
}

/// What will be sent together.
#[derive(Default)]
pub(crate) struct Batch {
    /// What prepares statements; it comes first and is answered by itself, so that no statement's failure undoes it.
    preparing: BytesMut,
    prepared: Vec<String>,
    pub(crate) executing: BytesMut,
    count: usize,
}

/// Something whose end the server will tell.
enum Answer {
    Prepared(String),
    Executed { begins: bool },
}

/// How an answer is waited for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// The server may be asked to cancel it.
    Cancellable,
    /// It changes something for good; whoever leaves does not know whether it did.
    Committing,
    /// Nobody may interrupt it.
    Undoing,
}

/// Rows of the statement in that place; whether to go on.
pub(crate) type Visit<'v> = dyn FnMut(usize, &Row<'_>) -> bool + 'v;

impl Client {
    pub(crate) fn new(
        link: Link,
        greeting: Greeting,
        cancel: CancelKey,
        host: String,
        config: &Config,
        interrupter: &Interrupter,
    ) -> Client {
        Client {
            link,
            cancel,
            host,
            user: config.user.clone(),
            parameters: greeting.parameters,
            statements: Statements::default(),
            building: Batch::default(),
            under_way: VecDeque::new(),
            ahead: Ahead::default(),
            status: TransactionStatus::Idle,
            begin: None,
            interrupter: interrupter.clone(),
            shielded: false,
            timeout: config.timeout,
            broken: false,
        }
    }

    /// Puts a statement into the batch that is being made.
    ///
    /// # Errors
    /// `Interrupted`, and `Usage` where the same text had values of other types before.
    pub fn queue(&mut self, sql: &str, parameters: &[&dyn Parameter]) -> Result<()> {
        self.ready()?;
        let name = self.statement(sql, parameters)?;
        let start = self.building.executing.len();
        if let Err(error) = bind(&name, parameters, &mut self.building.executing) {
            // Nothing of it is sent.
            self.building.executing.truncate(start);
            return Err(error);
        }
        frontend::execute("", 0, &mut self.building.executing).map_err(unusable)?;
        self.building.count += 1;
        Ok(())
    }

    /// Ends the batch and sends it. Several may be under way.
    ///
    /// # Errors
    /// `Interrupted`, and what a broken connection gives.
    pub fn send(&mut self) -> Result<()> {
        self.ready()?;
        self.keep_ahead()?;
        self.send_as(Waiting::Cancellable)
    }

    pub(crate) fn send_as(&mut self, waiting: Waiting) -> Result<()> {
        let batch = std::mem::take(&mut self.building);
        if batch.executing.is_empty() && batch.preparing.is_empty() {
            return Ok(());
        }
        let out = &mut self.link.output;
        out.extend_from_slice(&batch.preparing);
        self.under_way.extend(batch.prepared.into_iter().map(Answer::Prepared));
        if !batch.executing.is_empty() {
            let begin = if batch.count > 0 { self.begin.take() } else { None };
            if let Some(begin) = &begin {
                frontend::parse("", begin, [], out).map_err(unusable)?;
                bind("", &[], out)?;
                frontend::execute("", 0, out).map_err(unusable)?;
            }
            out.extend_from_slice(&batch.executing);
            frontend::sync(out);
            self.under_way.push_back(Answer::Executed { begins: begin.is_some() });
        }
        self.flush(waiting)
    }

    /// A statement, or several, without values.
    pub(crate) fn send_simple(&mut self, sql: &str, waiting: Waiting) -> Result<()> {
        frontend::query(sql, &mut self.link.output).map_err(unusable)?;
        self.under_way.push_back(Answer::Executed { begins: false });
        self.flush(waiting)
    }

    /// Batches that were sent and whose results were not yet received.
    pub fn under_way(&self) -> usize {
        self.under_way.iter().filter(|answer| matches!(answer, Answer::Executed { .. })).count()
    }

    /// What a batch that was not sent leaves behind.
    pub(crate) fn drop_batch(&mut self) {
        for sql in std::mem::take(&mut self.building).prepared {
            self.statements.forget(&sql);
        }
    }

    /// Whether nothing was put into the batch that is being made.
    pub(crate) fn is_building(&self) -> bool {
        self.building.count > 0
    }

    /// # Errors
    /// What a call must not begin with: a connection that is broken, somebody's wish to stop.
    pub(crate) fn ready(&mut self) -> Result<()> {
        // First: a connection that an interrupt has broken is no news for who asked for it.
        if !self.shielded && self.interrupter.is_interrupted() {
            self.drop_batch();
            return Err(Error::Interrupted);
        }
        if self.broken {
            return Err(Error::Lost("it was lost before".to_owned()));
        }
        Ok(())
    }

    /// # Errors
    /// `Usage` where a pipeline is under way, beside what `ready` has. What was asked ahead is dropped.
    pub(crate) fn alone(&mut self) -> Result<()> {
        self.ready()?;
        self.forget_ahead()?;
        self.beside_ahead()
    }

    /// Likewise, but what was asked ahead may still be under way.
    pub(crate) fn beside_ahead(&mut self) -> Result<()> {
        self.ready()?;
        match self.is_building() || self.is_pipelined() {
            true => Err(Error::Usage(
                "batches are under way, and their results must be received first".to_owned(),
            )),
            false => Ok(()),
        }
    }

    /// Whether more is under way than what was asked ahead.
    pub(crate) fn is_pipelined(&self) -> bool {
        !self.under_way.is_empty() && !self.ahead.is_under_way()
    }

    /// The name of a statement, which is prepared with the next batch where it is new.
    fn statement(&mut self, sql: &str, parameters: &[&dyn Parameter]) -> Result<String> {
        let types = parameters.iter().map(|parameter| parameter.oid());
        if let Some(name) = self.statements.find(sql, types.clone())? {
            return Ok(name.to_owned());
        }
        let types: Vec<_> = types.collect();
        let new = self.statements.add(sql, types.clone());
        if let Some(closed) = new.closed {
            // Behind what the batch does with it.
            frontend::close(b'S', &closed, &mut self.building.executing).map_err(unusable)?;
        }
        let out = &mut self.building.preparing;
        frontend::parse(&new.name, sql, types, out).map_err(unusable)?;
        frontend::sync(out);
        self.building.prepared.push(sql.to_owned());
        Ok(new.name)
    }

    fn flush(&mut self, waiting: Waiting) -> Result<()> {
        self.broken = true;
        let mut wait = wait(&self.interrupter, self.shielded, self.timeout, &self.cancel, waiting);
        let result = self.link.flush(&mut wait);
        match result {
            Ok(()) => {
                // A request to cancel could hit what was just sent, which is as well: nobody wants it.
                self.broken = false;
                Ok(())
            }
            Err(error) => Err(unknown(self.last_words(error), waiting)),
        }
    }

    /// A server that closes a connection says why, but who writes does not hear it.
    fn last_words(&mut self, error: Error) -> Error {
        let mut words = || -> Result<Option<Error>> {
            self.link.set_nonblocking(true)?;
            while let Some(tag) = self.link.next_at_once()? {
                if tag == b'E' {
                    let server = ServerError::read(self.link.body());
                    if server.is_fatal() {
                        return Ok(Some(Error::Server(Box::new(server))));
                    }
                }
            }
            Ok(None)
        };
        match error {
            Error::Lost(_) => words().ok().flatten().unwrap_or(error),
            error => error,
        }
    }

    /// Reads the oldest batch's answer.
    pub(crate) fn receive_as(&mut self, waiting: Waiting, visit: &mut Visit<'_>) -> Result<Committed> {
        if self.broken {
            return Err(Error::Lost("it was lost before".to_owned()));
        }
        let mut failure = None;
        while let Some(answer) = self.under_way.pop_front() {
            let is_last = matches!(answer, Answer::Executed { .. });
            let result = if is_last {
                self.read(answer, waiting, visit)
            } else {
                self.read(answer, waiting, &mut |_, _| true)
            };
            match result {
                Ok(end) if is_last => return failure.map_or(Ok(end), Err),
                Ok(_) => {}
                Err(error) if is_last || self.broken => return Err(failure.unwrap_or(error)),
                // What was to be executed is not there: that it failed too is no news.
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        Err(failure.unwrap_or_else(|| Error::Usage("nothing is under way that could be received".to_owned())))
    }

    fn read(&mut self, answer: Answer, waiting: Waiting, visit: &mut Visit<'_>) -> Result<Committed> {
        // Until the end is reached; a visitor that panics leaves it there.
        self.broken = true;
        let begins = matches!(answer, Answer::Executed { begins: true });
        let mut wait = wait(&self.interrupter, self.shielded, self.timeout, &self.cancel, waiting);
        let mut reading = Reading { at: 0, begins, end: Committed::default(), failure: None, going_on: true };
        let mut places = Places::new();
        let read = loop {
            match self.link.next(&mut wait) {
                Ok(b'Z') => break read_status(self.link.body()),
                Ok(b'D') if reading.going_on => match Row::read(self.link.body(), &mut places) {
                    Ok(row) => reading.going_on = visit(reading.at, &row),
                    Err(error) => break Err(error),
                },
                Ok(b'D') => {}
                Ok(b'S') => note_parameter(&mut self.parameters, self.link.body()),
                Ok(b'N') => reading.note(ServerError::read(self.link.body())),
                Ok(tag) => {
                    if let Err(error) = reading.step(tag, self.link.body()) {
                        break Err(error);
                    }
                }
                Err(error) => break Err(error),
            }
        };
        match read {
            Ok(status) => {
                self.status = status;
                let (left, settled) = wait.end();
                self.broken = !settled;
                self.settle(answer, reading, left, waiting)
            }
            Err(error) => {
                let error = match (reading.failure, error) {
                    // A server that says why it closes the connection.
                    (Some(failure), Error::Lost(_)) => Error::Server(Box::new(failure)),
                    (_, error) => error,
                };
                Err(unknown(error, waiting))
            }
        }
    }

    /// What became of an answer that is whole.
    fn settle(
        &mut self,
        answer: Answer,
        reading: Reading,
        left: Option<Error>,
        waiting: Waiting,
    ) -> Result<Committed> {
        let failure = match reading.failure {
            None => return Ok(reading.end),
            Some(failure) => failure,
        };
        if let Answer::Prepared(sql) = answer {
            self.statements.forget(&sql);
        }
        if failure.is_fatal() {
            self.broken = true;
            return Err(unknown(Error::Server(Box::new(failure)), waiting));
        }
        match left {
            Some(left) if failure.code == QUERY_CANCELED => Err(left),
            _ => Err(Error::Server(Box::new(failure))),
        }
    }

    /// Heeds another flag from now on: the connection is in other hands.
    pub fn set_interrupter(&mut self, interrupter: &Interrupter) {
        self.interrupter = interrupter.clone();
    }

    /// Whether calls go on in spite of an interrupt: what was accepted before it is still to be written.
    pub fn set_shielded(&mut self, shielded: bool) {
        self.shielded = shielded;
    }

    /// How long a call waits for the server's next byte.
    pub fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = timeout;
    }

    /// Whether a transaction is open; one that begins with the next statement is.
    pub fn transaction(&self) -> TransactionStatus {
        match self.begin {
            Some(_) => TransactionStatus::Active,
            None => self.status,
        }
    }

    /// `host:port` of the one that is connected.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The server's number for the connection.
    pub fn process_id(&self) -> i32 {
        self.cancel.process
    }

    /// Whether it will never be of use again.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// Whether an idle connection is still one. Asks nobody and waits for nothing.
    pub fn is_usable(&mut self) -> bool {
        if self.broken || self.is_pipelined() || self.is_building() {
            return false;
        }
        if self.ahead.is_under_way() {
            // What comes first is an answer.
            return true;
        }
        self.broken = self.look_around().is_err();
        !self.broken
    }

    fn look_around(&mut self) -> Result<()> {
        self.link.set_nonblocking(true)?;
        while let Some(tag) = self.link.next_at_once()? {
            match tag {
                b'S' => note_parameter(&mut self.parameters, self.link.body()),
                b'N' | b'A' => {}
                b'E' => return Err(Error::Server(Box::new(ServerError::read(self.link.body())))),
                _ => return Err(Error::protocol("an answer to nothing")),
            }
        }
        if self.link.is_amid() {
            return Err(Error::protocol("a part of a message"));
        }
        self.link.set_nonblocking(false)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("host", &self.host)
            .field("user", &self.user)
            .field("broken", &self.broken)
            .finish()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if self.broken {
            return;
        }
        if !self.under_way.is_empty() {
            // Nobody wants it.
            self.cancel.send();
            return;
        }
        frontend::terminate(&mut self.link.output);
        self.link.write_at_once();
    }
}

/// An answer that is being read.
struct Reading {
    /// The statement's place in its batch.
    at: usize,
    /// The first command is the BEGIN in front of the others.
    begins: bool,
    end: Committed,
    failure: Option<ServerError>,
    going_on: bool,
}

impl Reading {
    /// A message that holds no row and does not end the answer.
    fn step(&mut self, tag: u8, body: &[u8]) -> Result<()> {
        match tag {
            b'C' if self.begins => self.begins = false,
            b'C' => {
                let text =
                    cstr(body).ok_or_else(|| Error::protocol("a command tag that is not terminated"))?.0;
                self.end.rows += text.rsplit(' ').next().and_then(|count| count.parse().ok()).unwrap_or(0);
                self.end.tag = text;
                self.at += 1;
            }
            b'I' => self.at += 1,
            b'E' => {
                self.failure.get_or_insert(ServerError::read(body));
            }
            // Parsed, bound, closed, described, and what another connection tells everybody.
            b'1' | b'2' | b'3' | b'n' | b't' | b'T' | b'A' => {}
            tag => {
                return Err(Error::Protocol(format!("a message of kind {:?} in an answer", char::from(tag))))
            }
        }
        Ok(())
    }

    fn note(&mut self, notice: ServerError) {
        if notice.severity == "WARNING" && self.end.warnings.len() < MOST_WARNINGS {
            self.end.warnings.push(notice);
        }
    }
}

fn wait<'w>(
    interrupter: &'w Interrupter,
    shielded: bool,
    timeout: Duration,
    cancel: &'w CancelKey,
    waiting: Waiting,
) -> Wait<'w> {
    let heeded = !shielded && waiting != Waiting::Undoing;
    Wait::answer(
        if heeded { Some(interrupter) } else { None },
        timeout,
        if waiting == Waiting::Committing { None } else { Some(cancel) },
    )
}

/// What an error is where a commit may have been under way.
fn unknown(error: Error, waiting: Waiting) -> Error {
    if waiting == Waiting::Committing {
        Error::OutcomeUnknown(Box::new(error))
    } else {
        error
    }
}

/// Of what the server tells of itself only what it told at the beginning can change.
fn note_parameter(parameters: &mut BTreeMap<String, String>, body: &[u8]) {
    if body.len() > LONGEST_PARAMETER {
        return;
    }
    if let Some((name, rest)) = cstr(body) {
        if let (Some(known), Some((value, _))) = (parameters.get_mut(&name), cstr(rest)) {
            *known = value;
        }
    }
}

fn read_status(body: &[u8]) -> Result<TransactionStatus> {
    match body {
        b"I" => Ok(TransactionStatus::Idle),
        b"T" => Ok(TransactionStatus::Active),
        b"E" => Ok(TransactionStatus::Failed),
        _ => Err(Error::protocol("an invalid transaction status")),
    }
}

/// A text that a zero ends, and what follows.
fn cstr(body: &[u8]) -> Option<(String, &[u8])> {
    let end = body.iter().position(|&byte| byte == 0)?;
    Some((String::from_utf8_lossy(&body[..end]).into_owned(), &body[end + 1..]))
}

fn bind(name: &str, parameters: &[&dyn Parameter], out: &mut BytesMut) -> Result<()> {
    // Values and columns are all in binary form.
    frontend::bind("", name, [1], parameters, |parameter, out| parameter.write(out), [1], out)
        .map_err(|_| Error::Usage("a statement's values are too many or too long".to_owned()))
}

fn unusable(error: std::io::Error) -> Error {
    Error::Usage(error.to_string())
}
