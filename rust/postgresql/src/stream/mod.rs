//! Bytes to a server and back: over TCP or a Unix socket, with TLS or without. No call blocks longer than a tick.

mod key_file;
#[cfg(any(windows, test))]
mod pump;
#[cfg(not(any(windows, target_os = "macos")))]
#[path = "openssl.rs"]
pub(crate) mod tls;
#[cfg(any(windows, target_os = "macos"))]
#[path = "native_tls.rs"]
pub(crate) mod tls;

use std::fmt::Display;
use std::io::{self, Read, Write};
use std::net::TcpStream;
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::path::Path;

use crate::error::Error;
use crate::wait::TICK;
#[cfg(windows)]
use pump::Pump;

/// A connection. Reading and writing give `WouldBlock` after a tick.
pub(crate) trait Stream: Read + Write + Send {
    /// Whether they do so at once.
    fn set_nonblocking(&mut self, nonblocking: bool) -> io::Result<()>;
}

/// A connection with TLS, and the hash of the server's certificate that a log-in can be bound to.
pub(crate) struct Secured {
    pub(crate) stream: Box<dyn Stream>,
    pub(crate) end_point: Option<Vec<u8>>,
}

/// One without TLS.
pub(crate) enum Socket {
    #[cfg(not(windows))]
    Tcp(TcpStream),
    /// The system's time limits for reading are coarse there.
    #[cfg(windows)]
    Tcp(Pump),
    #[cfg(unix)]
    Unix(UnixStream),
}

impl Socket {
    pub(crate) fn tcp(stream: TcpStream) -> io::Result<Socket> {
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(TICK))?;
        #[cfg(windows)]
        return Pump::new(stream).map(Socket::Tcp);
        #[cfg(not(windows))]
        {
            stream.set_read_timeout(Some(TICK))?;
            Ok(Socket::Tcp(stream))
        }
    }

    #[cfg(unix)]
    pub(crate) fn unix(stream: UnixStream) -> io::Result<Socket> {
        stream.set_write_timeout(Some(TICK))?;
        stream.set_read_timeout(Some(TICK))?;
        Ok(Socket::Unix(stream))
    }
}

/// A file that a connection string names, and why it is of no use.
fn unusable_file(keyword: &str, file: &Path, why: &dyn Display) -> Error {
    Error::Config(format!("The file {} of {} cannot be used: {}", file.display(), keyword, why))
}

/// Whether nothing happened for a tick, and that is all.
pub(crate) fn is_tick(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}

/// Systems differ in what they call the end of a time limit; the libraries for TLS know one of the names.
fn ticking<T>(result: io::Result<T>) -> io::Result<T> {
    result.map_err(|error| match error.kind() {
        io::ErrorKind::TimedOut if is_time_limit(&error) => io::ErrorKind::WouldBlock.into(),
        _ => error,
    })
}

/// On Unix that name is for a peer that has gone silent.
fn is_time_limit(_: &io::Error) -> bool {
    cfg!(windows)
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        ticking(match self {
            Socket::Tcp(stream) => stream.read(buffer),
            #[cfg(unix)]
            Socket::Unix(stream) => stream.read(buffer),
        })
    }
}

impl Write for Socket {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        ticking(match self {
            Socket::Tcp(stream) => stream.write(buffer),
            #[cfg(unix)]
            Socket::Unix(stream) => stream.write(buffer),
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stream for Socket {
    fn set_nonblocking(&mut self, nonblocking: bool) -> io::Result<()> {
        match self {
            Socket::Tcp(stream) => stream.set_nonblocking(nonblocking),
            #[cfg(unix)]
            Socket::Unix(stream) => stream.set_nonblocking(nonblocking),
        }
    }
}
