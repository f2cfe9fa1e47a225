//! From a socket to a connection with TLS, where that is asked for.

use bytes::BytesMut;
use postgres_protocol::message::frontend;

use crate::error::{Error, Result};
use crate::stream::tls::Connector;
use crate::stream::{is_tick, Secured, Stream};
use crate::wait::Wait;

/// Asks the server for TLS and shakes hands. The socket comes back where the server has none.
pub(crate) fn negotiate(
    connector: &Connector,
    mut socket: Box<dyn Stream>,
    name: &str,
    wait: &mut Wait<'_>,
) -> Result<std::result::Result<Secured, Box<dyn Stream>>> {
    let mut request = BytesMut::new();
    frontend::ssl_request(&mut request);
    socket.write_all(&request).map_err(|error| Error::Lost(error.to_string()))?;
    // One byte and no more: what came with it in the clear would be taken for what came encrypted (CVE-2021-23222).
    let mut answer = [0];
    loop {
        match socket.read(&mut answer) {
            Ok(0) => return Err(Error::Lost("the server closed it when asked for TLS".to_owned())),
            Ok(_) => break,
            Err(error) if is_tick(&error) => wait.look()?,
            Err(error) => return Err(Error::Lost(error.to_string())),
        }
    }
    match &answer {
        b"S" => connector.secure(socket, name, wait).map(Ok),
        b"N" => Ok(Err(socket)),
        _ => Err(Error::protocol("an invalid answer to the request for TLS")),
    }
}
