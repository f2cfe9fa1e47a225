//! From a configuration to a client: the hosts in their order, until one is what was asked for.

mod authentication;
mod secure;
mod startup;
mod target;

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

pub(crate) use authentication::{Authentication, Channel};
pub(crate) use secure::negotiate;
pub(crate) use startup::{log_in, Greeting};
pub use target::KeepAliveSetter;
pub(crate) use target::{Setter, Target};

use crate::cancel::CancelKey;
use crate::client::Client;
use crate::config::{Config, Host, SslMode, TargetSession};
use crate::error::{Attempt, Error, Result};
use crate::interrupt::Interrupter;
use crate::link::Link;
use crate::stream::tls::Connector;
use crate::wait::Wait;

/// The oldest server whose SQL is known to do.
const OLDEST: u32 = 13;

/// A server that is starting up or shutting down: another may do.
const CANNOT_CONNECT_NOW: &str = "57P03";

/// Between two attempts of who waits for a server to come back.
const PAUSE: Duration = Duration::from_millis(100);

impl Client {
    /// Connects to the first host that can be reached and is what `target_session_attrs` asks for.
    ///
    /// # Errors
    /// `Connect` where no host would do; `Login` where one refused, after which no further one is tried; `Config`; `Interrupted`.
    pub fn connect(config: &Config, interrupter: &Interrupter) -> Result<Client> {
        let encrypts =
            config.tls.mode > SslMode::Disable && config.hosts.iter().any(|host| !host.is_socket());
        let connector = if encrypts { Some(Arc::new(Connector::new(&config.tls)?)) } else { None };
        let passes = match config.target {
            TargetSession::PreferStandby => vec![TargetSession::Standby, TargetSession::Any],
            target => vec![target],
        };
        let mut attempts = Vec::new();
        for wanted in passes {
            attempts.clear();
            for host in &config.hosts {
                let attempt = Entry { config, host, connector: connector.as_ref(), interrupter, wanted };
                if let Some(client) = attempt.make(&mut attempts)? {
                    return Ok(client);
                }
            }
        }
        Err(Error::Connect(attempts))
    }

    /// `connect`, and where no host can be reached or is what was asked for, again for a while: for as long as `connect_timeout`, because a server that
    /// is restarted needs a few seconds; with several hosts for as long as an answer is waited for, because whoever decides that a
    /// standby takes its primary's place waits, too, before it does.
    ///
    /// # Errors
    /// Those of `connect`; the last one's.
    pub fn connect_patiently(config: &Config, interrupter: &Interrupter) -> Result<Client> {
        let start = Instant::now();
        let patience = match config.has_several_hosts() {
            true => config.timeout.max(config.connect_timeout),
            false => config.connect_timeout,
        };
        loop {
            match Client::connect(config, interrupter) {
                Err(Error::Connect(attempts))
                    if start.elapsed() < patience
                        && attempts.iter().any(|attempt| attempt.error.may_pass()) => {}
                answer => return answer,
            }
            thread::sleep(PAUSE);
            if interrupter.is_interrupted() {
                return Err(Error::Interrupted);
            }
        }
    }
}

/// An attempt at one host.
struct Entry<'e> {
    config: &'e Config,
    host: &'e Host,
    connector: Option<&'e Arc<Connector>>,
    interrupter: &'e Interrupter,
    wanted: TargetSession,
}

impl Entry<'_> {
    /// Tries the host's addresses. Errors are those that end all attempts.
    fn make(&self, attempts: &mut Vec<Attempt>) -> Result<Option<Client>> {
        let mut failed = |error| match error {
            Error::Interrupted | Error::Login { .. } => Err(error),
            error => {
                attempts.push(Attempt { host: self.host.to_string(), error });
                Ok(None)
            }
        };
        let targets =
            match Target::of(self.host, self.config.keep_alive, self.config.setter, &mut self.wait()) {
                Ok(targets) => targets,
                Err(error) => return failed(error),
            };
        for target in targets {
            match self.enter(target) {
                Ok(client) => return Ok(Some(client)),
                Err(error) => failed(error)?,
            };
        }
        Ok(None)
    }

    fn wait(&self) -> Wait<'_> {
        Wait::whole(self.interrupter, self.config.connect_timeout)
    }

    fn enter(&self, target: Target) -> Result<Client> {
        let mut wait = self.wait();
        let socket = target.dial(&mut wait)?;
        let mut end_point = None;
        let mut encrypted = None;
        let stream = match self.connector.filter(|_| !self.host.is_socket()) {
            None => socket,
            Some(connector) => match negotiate(connector, socket, &self.host.name, &mut wait)? {
                Ok(secured) => {
                    end_point = secured.end_point;
                    encrypted = Some((connector.clone(), self.host.name.clone()));
                    secured.stream
                }
                Err(socket) if self.config.tls.mode == SslMode::Prefer => socket,
                Err(_) => {
                    return Err(Error::Tls(format!(
                        "the server does not support it, and {} requires it",
                        self.mode()
                    )))
                }
            },
        };
        let channel = match (&encrypted, self.host.is_socket()) {
            (Some(_), _) => Channel::Tls(end_point.as_deref()),
            (None, true) => Channel::Local,
            (None, false) => Channel::Open,
        };
        let password = self.config.password_for(self.host);
        let authentication =
            Authentication::new(&self.config.user, password, channel, self.config.tls.channel_binding);
        let mut link = Link::new(stream);
        let greeting =
            log_in(&mut link, self.config, authentication, &mut wait).map_err(|error| self.refused(error))?;
        let cancel = CancelKey { target, tls: encrypted, process: greeting.process, secret: greeting.secret };
        let mut client =
            Client::new(link, greeting, cancel, self.host.to_string(), self.config, self.interrupter);
        self.check(&mut client)?;
        Ok(client)
    }

    fn mode(&self) -> &'static str {
        match self.config.tls.mode {
            SslMode::VerifyFull => "sslmode=verify-full",
            SslMode::VerifyCa => "sslmode=verify-ca",
            _ => "sslmode=require",
        }
    }

    /// What ends all attempts, because another host would say the same.
    fn refused(&self, error: Error) -> Error {
        match error {
            Error::Server(server) if server.code == CANNOT_CONNECT_NOW => Error::Server(server),
            Error::Server(_) | Error::Config(_) => {
                Error::Login { host: self.host.to_string(), error: Box::new(error) }
            }
            error => error,
        }
    }

    fn check(&self, client: &mut Client) -> Result<()> {
        if client.major_version() < OLDEST {
            let version = client.parameter("server_version").unwrap_or("unknown").to_owned();
            return Err(self.refused(Error::Config(format!(
                "the server's version is {}, and {} or later is required",
                version, OLDEST
            ))));
        }
        let encoding = client.parameter("server_encoding").unwrap_or("unknown");
        if encoding != "UTF8" {
            return Err(self.refused(Error::Config(format!(
                "the database \"{}\" has the encoding {}, and UTF8 is needed",
                self.config.database, encoding
            ))));
        }
        for (name, value) in &self.config.settings {
            client.queue("SELECT pg_catalog.set_config($1, $2, false)", &[name, value])?;
        }
        if !self.config.settings.is_empty() {
            client.send()?;
            client.receive(&mut |_, _| Ok(true)).map_err(|error: Error| self.refused(error))?;
        }
        self.check_target(client)
    }

    fn check_target(&self, client: &mut Client) -> Result<()> {
        let (fits, is) = match self.wanted {
            TargetSession::Any | TargetSession::PreferStandby => return Ok(()),
            TargetSession::Primary => (!client.in_hot_standby()?, "a standby"),
            TargetSession::Standby => (client.in_hot_standby()?, "no standby"),
            TargetSession::ReadWrite => (!client.is_read_only()?, "read-only"),
            TargetSession::ReadOnly => (client.is_read_only()?, "not read-only"),
        };
        if fits {
            return Ok(());
        }
        Err(Error::Unreachable(format!("it is {}, and target_session_attrs asks for another", is)))
    }
}
