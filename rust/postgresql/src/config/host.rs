//! Where a server listens.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use super::settings::Settings;
use crate::error::{Error, Result};

const DEFAULT_PORT: u16 = 5432;

/// Where Debian's and Red Hat's servers have their socket.
const SOCKET_FOLDER: &str = "/var/run/postgresql";

/// One of the servers that a connection string names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Host {
    /// The name that the server's certificate must have; where it was given as an address, that.
    pub(crate) name: String,
    pub(crate) address: Address,
    pub(crate) port: u16,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// To be looked up under the host's name.
    Name,
    Ip(IpAddr),
    /// The folder of a Unix socket.
    Socket(PathBuf),
}

impl Host {
    pub(crate) fn is_socket(&self) -> bool {
        matches!(self.address, Address::Socket(_))
    }

    /// As a password file names it.
    pub(crate) fn name_in_passfile(&self) -> &str {
        if self.is_socket() && self.name == SOCKET_FOLDER {
            "localhost"
        } else {
            &self.name
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.address, self.name.contains(':')) {
            (Address::Socket(_), _) => write!(f, "{}/.s.PGSQL.{}", self.name, self.port),
            (_, true) => write!(f, "[{}]:{}", self.name, self.port),
            (_, false) => write!(f, "{}:{}", self.name, self.port),
        }
    }
}

/// The hosts in their order. Of `host`, `hostaddr` and `port` each may be a list; one port is everybody's.
pub(crate) fn read(settings: &Settings) -> Result<Vec<Host>> {
    let (names, addresses, ports) = (settings.list("host"), settings.list("hostaddr"), settings.list("port"));
    let count = names.len().max(addresses.len()).max(1);
    if !addresses.is_empty() && !names.is_empty() && names.len() != addresses.len() {
        return Err(Error::config(
            "The connection string's host and hostaddr must be lists of the same length.",
        ));
    }
    if ports.len() > 1 && ports.len() != count {
        return Err(Error::config("The connection string must have one port, or one for each host."));
    }
    (0..count)
        .map(|at| {
            let address = addresses.get(at).copied().filter(|address| !address.is_empty());
            let name = names.get(at).copied().filter(|name| !name.is_empty());
            let port = read_port(ports.get(at).or_else(|| ports.first()).copied().unwrap_or(""))?;
            read_host(name, address, port)
        })
        .collect()
}

fn read_host(name: Option<&str>, address: Option<&str>, port: u16) -> Result<Host> {
    let name = match name.or(address) {
        Some(name) => name.to_owned(),
        None if cfg!(unix) && std::path::Path::new(SOCKET_FOLDER).is_dir() => SOCKET_FOLDER.to_owned(),
        None => "localhost".to_owned(),
    };
    let wrong = |_| Error::config("The connection string's hostaddr is not a numeric IP address.");
    let address = match address {
        Some(address) => Address::Ip(address.parse().map_err(wrong)?),
        None if name.starts_with('/') => Address::Socket(PathBuf::from(&name)),
        None => name.parse().map(Address::Ip).unwrap_or(Address::Name),
    };
    Ok(Host { name, address, port })
}

fn read_port(text: &str) -> Result<u16> {
    if text.is_empty() {
        return Ok(DEFAULT_PORT);
    }
    // What stands there may be part of a password whose '/' or '@' was not encoded.
    match text.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(Error::config(
            "The connection string's port must be a number from 1 to 65535 (in a password, '/', '@', '?', ':' and '%' are written %2F, %40, %3F, %3A and %25).",
        )),
    }
}
