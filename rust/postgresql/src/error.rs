//! What can go wrong between a connection string and an answer.

use std::time::Duration;

use thiserror::Error;

use crate::server_error::ServerError;

/// The result of what reaches a server.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of the client. Its text is a sentence for the administrator and never holds a secret.
#[derive(Debug, Error)]
pub enum Error {
    /// The connection string, or a file that it names, is not usable.
    #[error("{0}")]
    Config(String),
    /// The server was not reached.
    #[error("{0}")]
    Unreachable(String),
    /// The server was reached, and a connection that is safe was not to be had.
    #[error("TLS: {0}")]
    Tls(String),
    /// No host would do.
    #[error("{}", attempts_text(.0))]
    Connect(Vec<Attempt>),
    /// A server was reached, and did not let the user in.
    #[error("{host}: {error}")]
    Login {
        /// `host:port`.
        host: String,
        /// Why.
        error: Box<Error>,
    },
    /// The server's answer. The connection goes on unless it was fatal.
    #[error("{0}")]
    Server(Box<ServerError>),
    /// The server sent nothing for that long.
    #[error("the server did not answer within {}", seconds(*.0))]
    Timeout(Duration),
    /// Somebody interrupted the call.
    #[error("interrupted")]
    Interrupted,
    /// The connection went away outside a commit: of an open transaction nothing stays.
    #[error("the connection to the server was lost: {0}")]
    Lost(String),
    /// The connection went away, or was left, while a commit was under way: it may have happened or not.
    #[error("the connection was lost while the server was committing, so whether the change was made is unknown: {0}")]
    OutcomeUnknown(Box<Error>),
    /// The server sent what the protocol does not have.
    #[error("the server violated the PostgreSQL protocol: {0}")]
    Protocol(String),
    /// A defect of the caller.
    #[error("the PostgreSQL client was used incorrectly: {0}")]
    Usage(String),
}

/// A host that would not do.
#[derive(Debug)]
pub struct Attempt {
    /// `host:port`.
    pub host: String,
    /// Why not.
    pub error: Error,
}

impl Error {
    /// The server's own error, wherever it is wrapped; of several hosts, the last one's.
    pub fn server(&self) -> Option<&ServerError> {
        match self {
            Error::Server(error) => Some(error),
            Error::Login { error, .. } | Error::OutcomeUnknown(error) => error.server(),
            Error::Connect(attempts) => attempts.iter().rev().find_map(|attempt| attempt.error.server()),
            _ => None,
        }
    }

    /// The server's code for it, five characters.
    pub fn sqlstate(&self) -> Option<&str> {
        self.server().map(|error| error.code.as_str())
    }

    /// Whether a host that would not do may do in a moment.
    pub(crate) fn may_pass(&self) -> bool {
        !matches!(self, Error::Tls(_) | Error::Config(_) | Error::Protocol(_))
    }

    pub(crate) fn config(why: &str) -> Error {
        Error::Config(why.to_owned())
    }

    pub(crate) fn protocol(what: &str) -> Error {
        Error::Protocol(what.to_owned())
    }
}

fn attempts_text(attempts: &[Attempt]) -> String {
    let each: Vec<String> =
        attempts.iter().map(|attempt| format!("{}: {}", attempt.host, attempt.error)).collect();
    each.join("; ")
}

fn seconds(duration: Duration) -> String {
    if duration.subsec_millis() == 0 {
        format!("{} s", duration.as_secs())
    } else {
        format!("{} ms", duration.as_millis())
    }
}
