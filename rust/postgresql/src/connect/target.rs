//! An address that is connected to: names are looked up, and connections made, on threads of their own, for the system has no time
//! limit for either.

use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::path::PathBuf;

use crate::config::{Address, Host, KeepAlive};
use crate::error::{Error, Result};
use crate::stream::{self, Stream};
use crate::wait::{Background, Wait};

/// What is done to a socket when it is made, by somebody who may ask the system for it.
pub type KeepAliveSetter = fn(&TcpStream, &KeepAlive) -> std::io::Result<()>;

/// One that can be told from others by nobody, and shown to nobody.
#[derive(Clone, Copy)]
pub(crate) struct Setter(pub(crate) KeepAliveSetter);

impl std::fmt::Debug for Setter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Setter")
    }
}

/// One address of a host.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    place: Place,
    keep_alive: KeepAlive,
    setter: Option<Setter>,
}

#[derive(Clone, Debug)]
enum Place {
    Tcp(SocketAddr),
    Socket(PathBuf),
}

impl Target {
    /// The addresses of a host, in the system's order.
    pub(crate) fn of(
        host: &Host,
        keep_alive: KeepAlive,
        setter: Option<Setter>,
        wait: &mut Wait<'_>,
    ) -> Result<Vec<Target>> {
        let places = match &host.address {
            Address::Ip(address) => vec![Place::Tcp(SocketAddr::new(*address, host.port))],
            Address::Socket(folder) => vec![Place::Socket(folder.join(format!(".s.PGSQL.{}", host.port)))],
            Address::Name => look_up(&host.name, host.port, wait)?,
        };
        Ok(places.into_iter().map(|place| Target { place, keep_alive, setter }).collect())
    }

    /// Connects.
    pub(crate) fn dial(&self, wait: &mut Wait<'_>) -> Result<Box<dyn Stream>> {
        match self.place.clone() {
            Place::Tcp(address) => {
                let at_most = wait.remaining();
                if at_most.is_zero() {
                    return Err(Error::Timeout(at_most));
                }
                let stream = start(move || TcpStream::connect_timeout(&address, at_most))?
                    .finish(wait)?
                    .map_err(refused)?;
                if let Some(Setter(set)) = self.setter.filter(|_| self.keep_alive.enabled) {
                    // A connection without is still one.
                    let _ = set(&stream, &self.keep_alive);
                }
                stream::tcp(stream).map_err(refused)
            }
            Place::Socket(file) => dial_file(file, wait),
        }
    }
}

#[cfg(unix)]
fn dial_file(file: PathBuf, wait: &mut Wait<'_>) -> Result<Box<dyn Stream>> {
    use std::os::unix::net::UnixStream;
    let stream = start(move || UnixStream::connect(file))?.finish(wait)?.map_err(refused)?;
    stream::unix(stream).map_err(refused)
}

#[cfg(not(unix))]
fn dial_file(_: PathBuf, _: &mut Wait<'_>) -> Result<Box<dyn Stream>> {
    Err(Error::Unreachable("Unix sockets are not supported on this system".to_owned()))
}

fn refused(error: std::io::Error) -> Error {
    Error::Unreachable(format!("could not connect: {}", error))
}

fn look_up(name: &str, port: u16, wait: &mut Wait<'_>) -> Result<Vec<Place>> {
    let asked = (name.to_owned(), port);
    let found = start(move || asked.to_socket_addrs().map(Iterator::collect))?.finish(wait)?;
    let addresses: Vec<SocketAddr> = found
        .map_err(|error| Error::Unreachable(format!("its address could not be looked up: {}", error)))?;
    if addresses.is_empty() {
        return Err(Error::Unreachable("its name has no address".to_owned()));
    }
    Ok(addresses.into_iter().map(Place::Tcp).collect())
}

fn start<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<Background<T>> {
    Background::start(work)
        .ok_or_else(|| Error::Unreachable("the system has no thread to connect with".to_owned()))
}
