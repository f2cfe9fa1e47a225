//! Asking a server to cancel what it does for a connection, over another one.

use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use postgres_protocol::message::frontend;

use crate::connect::{negotiate, Target};
use crate::error::Result;
use crate::interrupt::Interrupter;
use crate::stream::tls::Connector;
use crate::wait::{Background, Wait};

/// A server that is away is not waited for on a thread that nobody looks after.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What the server gave to cancel with, and where and how it is to be sent.
#[derive(Clone)]
pub(crate) struct CancelKey {
    pub(crate) target: Target,
    pub(crate) tls: Option<(Arc<Connector>, String)>,
    pub(crate) process: i32,
    pub(crate) secret: i32,
}

impl CancelKey {
    /// Sends it on a thread of its own, which ends once the server has heard it. None where no thread can be had.
    pub(crate) fn send(&self) -> Option<Background<()>> {
        let key = self.clone();
        // Whether it was of any use is seen on the connection that waits.
        Background::start(move || key.deliver().unwrap_or(()))
    }

    fn deliver(&self) -> Result<()> {
        let nobody = Interrupter::default();
        let mut wait = Wait::whole(&nobody, TIMEOUT);
        let socket = self.target.dial(&mut wait)?;
        let mut stream = match &self.tls {
            Some((connector, name)) => match negotiate(connector, socket, name, &mut wait)? {
                Ok(secured) => secured.stream,
                // What was encrypted a moment ago is not sent in the clear now.
                Err(_) => return Ok(()),
            },
            None => socket,
        };
        let mut request = BytesMut::new();
        frontend::cancel_request(self.process, self.secret, &mut request);
        if stream.write_all(&request).and_then(|()| stream.flush()).is_ok() {
            // The server closes the connection once it has passed the request on.
            while stream
                .read(&mut [0; 64])
                .map_or_else(|error| crate::stream::is_tick(&error), |count| count > 0)
            {
                wait.look()?;
            }
        }
        Ok(())
    }
}
