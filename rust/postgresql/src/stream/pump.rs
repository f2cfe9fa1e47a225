//! Reading on a thread of its own, for a system whose time limit for reading is half a second at least.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::Stream;
use crate::wait::TICK;

/// What may lie here unread before the thread waits.
const MOST: usize = 1 << 20;

/// A connection that is read ahead. Dropping it closes the connection and ends the thread.
pub(crate) struct Pump {
    stream: TcpStream,
    shared: Arc<Shared>,
    nonblocking: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    data: Vec<u8>,
    read: usize,
    /// The other end has closed the connection, or this went wrong.
    end: Option<Option<io::Error>>,
    dropped: bool,
}

impl Pump {
    pub(crate) fn new(stream: TcpStream) -> io::Result<Pump> {
        let shared = Arc::new(Shared::default());
        let (mut source, given) = (stream.try_clone()?, shared.clone());
        thread::Builder::new()
            .name("cscert-reader".to_owned())
            .spawn(move || given.fill_from(&mut source))?;
        Ok(Pump { stream, shared, nonblocking: false })
    }
}

impl Stream for Pump {
    fn set_nonblocking(&mut self, nonblocking: bool) -> io::Result<()> {
        self.nonblocking = nonblocking;
        Ok(())
    }
}

/// The system's name for the end of a time limit is not the one that the libraries for TLS know.
fn ticking(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::TimedOut => io::ErrorKind::WouldBlock.into(),
        _ => error,
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fill_from(&self, source: &mut dyn Read) {
        let mut chunk = vec![0; 1 << 16];
        loop {
            let result = source.read(&mut chunk);
            let mut state = self.lock();
            match result {
                Ok(0) => state.end = Some(None),
                Ok(count) => state.data.extend_from_slice(&chunk[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => state.end = Some(Some(ticking(error))),
            }
            self.changed.notify_all();
            while state.data.len() - state.read > MOST && !state.dropped {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if state.end.is_some() || state.dropped {
                return;
            }
        }
    }
}

impl Read for Pump {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut state = self.shared.lock();
        if !self.nonblocking {
            let empty = |state: &mut State| state.data.is_empty() && state.end.is_none();
            let waited = self.shared.changed.wait_timeout_while(state, TICK, empty);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        if state.data.is_empty() {
            return match state.end.as_mut() {
                None => Err(io::ErrorKind::WouldBlock.into()),
                // Told once; afterwards it is an end as any other.
                Some(end) => end.take().map_or(Ok(0), Err),
            };
        }
        let count = buffer.len().min(state.data.len() - state.read);
        buffer[..count].copy_from_slice(&state.data[state.read..state.read + count]);
        state.read += count;
        if state.read == state.data.len() || state.read > MOST {
            let read = std::mem::take(&mut state.read);
            state.data.drain(..read);
        }
        self.shared.changed.notify_all();
        Ok(count)
    }
}

impl Write for Pump {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.stream.write(buffer).map_err(ticking)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Pump {
    fn drop(&mut self) {
        self.shared.lock().dropped = true;
        self.shared.changed.notify_all();
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::time::Instant;

    use super::*;

    fn pair() -> (Pump, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let near = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        (Pump::new(near).unwrap(), listener.accept().unwrap().0)
    }

    #[test]
    fn gives_what_came_and_then_the_end() {
        let (mut pump, mut far) = pair();
        let sent: Vec<u8> = (0..3 * MOST).map(|at| (at % 251) as u8).collect();
        let copy = sent.clone();
        let writer = thread::spawn(move || far.write_all(&copy));
        let (mut received, mut buffer) = (Vec::new(), [0; 10_000]);
        loop {
            match pump.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => received.extend_from_slice(&buffer[..count]),
                Err(error) => assert_eq!(error.kind(), io::ErrorKind::WouldBlock),
            }
        }
        writer.join().unwrap().unwrap();
        assert!(received == sent);
        assert_eq!(pump.read(&mut buffer).unwrap(), 0);
    }

    #[test]
    fn waits_a_tick_and_no_longer() {
        let (mut pump, _far) = pair();
        let start = Instant::now();
        assert_eq!(pump.read(&mut [0; 1]).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        assert!(start.elapsed() >= TICK);
        pump.set_nonblocking(true).unwrap();
        assert_eq!(pump.read(&mut [0; 1]).unwrap_err().kind(), io::ErrorKind::WouldBlock);
    }

    #[test]
    fn dropping_it_closes_the_connection() {
        let (pump, mut far) = pair();
        drop(pump);
        assert_eq!(far.read(&mut [0; 1]).unwrap(), 0);
    }
}
