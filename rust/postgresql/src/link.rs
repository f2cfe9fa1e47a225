//! Messages over a stream: written together, read one by one. No length that a server claims makes room for more than what has come.

use std::io;
use std::thread;
use std::time::Duration;

use bytes::{Buf, BytesMut};
use postgres_protocol::message::backend::Message;

use crate::error::{Error, Result};
use crate::stream::{is_tick, Stream};
use crate::wait::Wait;

/// The longest message of a server that has let us in. PostgreSQL's values end at 1 GB, the registry's long before.
const LONGEST: usize = 1 << 28;

/// The longest one of a server that may be anybody.
const LONGEST_BEFORE: usize = 1 << 16;

/// What may lie here unread while something is being written.
const MOST_UNREAD: usize = LONGEST + (1 << 20);

/// Between two looks at a connection in which nothing moves in either direction.
const PAUSE: Duration = Duration::from_millis(1);

/// A tag and a length that counts itself.
const HEADER: usize = 5;

/// Both directions of a connection.
pub(crate) struct Link {
    stream: Box<dyn Stream>,
    input: BytesMut,
    /// What is to be written.
    pub(crate) output: BytesMut,
    chunk: Box<[u8]>,
    /// How much of the input's front is the message that is lent.
    lent: usize,
    longest: usize,
}

impl Link {
    pub(crate) fn new(stream: Box<dyn Stream>) -> Link {
        Link {
            stream,
            input: BytesMut::new(),
            output: BytesMut::new(),
            chunk: vec![0; 1 << 15].into_boxed_slice(),
            lent: 0,
            longest: LONGEST_BEFORE,
        }
    }

    /// The server has let us in.
    pub(crate) fn trust(&mut self) {
        self.longest = LONGEST;
    }

    /// Writes what is to be written. What comes meanwhile is read: a server that is itself kept from writing may not go on reading.
    pub(crate) fn flush(&mut self, wait: &mut Wait<'_>) -> Result<()> {
        if self.write_all(wait)? {
            self.set_nonblocking(false)?;
        }
        Ok(())
    }

    /// Whether the stream no longer blocks.
    fn write_all(&mut self, wait: &mut Wait<'_>) -> Result<bool> {
        let mut waited = false;
        while !self.output.is_empty() {
            match self.stream.write(&self.output) {
                Ok(0) => return Err(Error::Lost("it takes nothing any more".to_owned())),
                Ok(count) => {
                    self.output.advance(count);
                    wait.heard();
                }
                Err(error) if is_tick(&error) => {
                    wait.look()?;
                    if self.input.len() > MOST_UNREAD {
                        return Err(Error::protocol("more than was asked for"));
                    }
                    // Neither direction is waited for from now on while there is something to do in the other.
                    if !waited {
                        waited = true;
                        self.set_nonblocking(true)?;
                    }
                    if !self.fill()? {
                        thread::sleep(PAUSE);
                    }
                }
                Err(error) => return Err(lost(&error)),
            }
        }
        loop {
            match self.stream.flush() {
                Ok(()) => return Ok(waited),
                Err(error) if is_tick(&error) => wait.look()?,
                Err(error) => return Err(lost(&error)),
            }
        }
    }

    /// Writes what the system takes now, and forgets the rest.
    pub(crate) fn write_at_once(&mut self) {
        if self.stream.set_nonblocking(true).is_ok() {
            let _ = self.stream.write(&self.output);
        }
        self.output.clear();
    }

    /// The next message's tag. Its body is lent until the next call.
    pub(crate) fn next(&mut self, wait: &mut Wait<'_>) -> Result<u8> {
        self.release();
        loop {
            if let Some(tag) = self.whole()? {
                return Ok(tag);
            }
            if self.fill()? {
                wait.heard();
            }
            wait.look()?;
        }
    }

    /// The next message's tag if it is here already. The stream may not block.
    pub(crate) fn next_at_once(&mut self) -> Result<Option<u8>> {
        self.release();
        loop {
            if let Some(tag) = self.whole()? {
                return Ok(Some(tag));
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// The body of the message whose tag was last given.
    pub(crate) fn body(&self) -> &[u8] {
        self.input.get(HEADER..self.lent).unwrap_or(&[])
    }

    /// The message whose tag was last given.
    pub(crate) fn message(&mut self) -> Result<Message> {
        let mut message = self.input.split_to(self.lent);
        self.lent = 0;
        match Message::parse(&mut message) {
            Ok(Some(message)) => Ok(message),
            Ok(None) => Err(Error::protocol("a message that ends too early")),
            Err(error) => Err(Error::Protocol(error.to_string())),
        }
    }

    /// Whether something has come of a message that is not whole.
    pub(crate) fn is_amid(&self) -> bool {
        self.input.len() > self.lent
    }

    pub(crate) fn set_nonblocking(&mut self, nonblocking: bool) -> Result<()> {
        self.stream.set_nonblocking(nonblocking).map_err(|error| lost(&error))
    }

    fn release(&mut self) {
        self.input.advance(self.lent);
        self.lent = 0;
    }

    /// Lends the message at the front, if all of it is here.
    fn whole(&mut self) -> Result<Option<u8>> {
        let (tag, length) = match *self.input {
            [tag, a, b, c, d, ..] => (tag, u32::from_be_bytes([a, b, c, d]) as usize),
            _ => return Ok(None),
        };
        if length < HEADER - 1 || length > self.longest {
            return Err(Error::Protocol(format!("a message of {} bytes", length)));
        }
        if self.input.len() <= length {
            return Ok(None);
        }
        self.lent = length + 1;
        Ok(Some(tag))
    }

    /// Reads once. Whether anything came.
    fn fill(&mut self) -> Result<bool> {
        match self.stream.read(&mut self.chunk) {
            Ok(0) => Err(Error::Lost(if self.is_amid() {
                "the server closed it in the middle of a message".to_owned()
            } else {
                "the server closed it".to_owned()
            })),
            Ok(count) => {
                self.input.extend_from_slice(&self.chunk[..count]);
                Ok(true)
            }
            Err(error) if is_tick(&error) => Ok(false),
            Err(error) => Err(lost(&error)),
        }
    }
}

fn lost(error: &io::Error) -> Error {
    Error::Lost(error.to_string())
}
