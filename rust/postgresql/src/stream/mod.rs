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

/// One over TCP.
pub(crate) fn tcp(stream: TcpStream) -> io::Result<Box<dyn Stream>> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(TICK))?;
    // The system's time limits for reading are coarse there.
    #[cfg(windows)]
    return Ok(Box::new(pump::Pump::new(stream)?));
    #[cfg(not(windows))]
    {
        stream.set_read_timeout(Some(TICK))?;
        Ok(Box::new(stream))
    }
}

/// One over a Unix socket.
#[cfg(unix)]
pub(crate) fn unix(stream: UnixStream) -> io::Result<Box<dyn Stream>> {
    stream.set_write_timeout(Some(TICK))?;
    stream.set_read_timeout(Some(TICK))?;
    Ok(Box::new(stream))
}

#[cfg(not(windows))]
impl Stream for TcpStream {
    fn set_nonblocking(&mut self, nonblocking: bool) -> io::Result<()> {
        TcpStream::set_nonblocking(self, nonblocking)
    }
}

#[cfg(unix)]
impl Stream for UnixStream {
    fn set_nonblocking(&mut self, nonblocking: bool) -> io::Result<()> {
        UnixStream::set_nonblocking(self, nonblocking)
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
