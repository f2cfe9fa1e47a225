//! From a connection to a session: the start-up message, the log-in, and what the server then says of itself.

use std::collections::BTreeMap;

use postgres_protocol::message::backend::Message;
use postgres_protocol::message::frontend;

use super::authentication::Authentication;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::link::Link;
use crate::server_error::ServerError;
use crate::wait::Wait;

/// What a server may say of itself; it has about fifteen things to say.
const MOST_PARAMETERS: usize = 1000;

/// What the server said of itself.
#[derive(Default)]
pub(crate) struct Greeting {
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) process: i32,
    pub(crate) secret: i32,
}

/// Logs in.
pub(crate) fn log_in(
    link: &mut Link,
    config: &Config,
    mut authentication: Authentication<'_>,
    wait: &mut Wait<'_>,
) -> Result<Greeting> {
    let application = config.application_name.as_deref().map(|name| ("application_name", name));
    let options = config.options.as_deref().map(|options| ("options", options));
    let parameters =
        [("user", config.user.as_str()), ("database", config.database.as_str()), ("client_encoding", "UTF8")];
    frontend::startup_message(parameters.into_iter().chain(application).chain(options), &mut link.output)
        .map_err(|error| {
            Error::Config(format!("the connection string has a value that cannot be sent: {}", error))
        })?;
    link.flush(wait)?;

    let mut greeting = Greeting::default();
    let mut let_in = false;
    loop {
        match link.next(wait)? {
            b'R' if !let_in => {
                let question = link.message()?;
                let_in = authentication.answer(link, question, wait)?;
            }
            b'E' => return Err(Error::Server(Box::new(ServerError::read(link.body())))),
            // What is said before we know who says it is of no interest.
            b'N' => {}
            b'S' | b'K' | b'Z' if let_in => match link.message()? {
                Message::ParameterStatus(body) => {
                    let text = |text: std::io::Result<&str>| text.map(str::to_owned).map_err(not_utf8);
                    if greeting.parameters.len() < MOST_PARAMETERS {
                        greeting.parameters.insert(text(body.name())?, text(body.value())?);
                    }
                }
                Message::BackendKeyData(body) => {
                    greeting.process = body.process_id();
                    greeting.secret = body.secret_key();
                }
                _ => {
                    link.trust();
                    return Ok(greeting);
                }
            },
            tag => {
                return Err(Error::Protocol(format!(
                    "a message of kind {:?} during the log-in",
                    char::from(tag)
                )))
            }
        }
    }
}

fn not_utf8(error: std::io::Error) -> Error {
    Error::Protocol(error.to_string())
}
