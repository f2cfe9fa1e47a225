//! A database on a server as a place for a registry, and the connections that are kept between commands.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use cscert_postgresql::{Client, Config, Environment, Error as ServerSays, Interrupter, KeepAliveSetter};

use crate::error::{Error, Result};
use crate::platform;

/// What the server lists the connections of this library under where the connection string does not say.
const APPLICATION_NAME: &str = "CsClientCertificate";

/// An account of the server that was given beside the connection string.
#[derive(Clone, Copy)]
pub struct Credential<'c> {
    /// The user.
    pub user: &'c str,
    /// The password.
    pub password: &'c str,
}

/// What every statement relies on. Names without a schema are the registry's, never a caller's; a batch is not planned anew each time; who
/// waits for a lock hears why before the client's own patience ends.
const SETTINGS: [(&str, &str); 6] = [
    ("search_path", "cscert, pg_temp"),
    ("plan_cache_mode", "force_generic_plan"),
    ("default_transaction_isolation", "read committed"),
    ("lock_timeout", "50s"),
    ("jit", "off"),
    ("client_min_messages", "warning"),
];

/// How many connections are kept: a pipeline has one for each of its commands.
const MOST_IDLE: usize = 4;

/// A database on a server, as an account. The connections of registries that were closed wait here for the next ones that
/// are opened.
pub struct Server {
    config: Config,
    location: String,
    /// Of what was begun last.
    interrupter: Mutex<Interrupter>,
    idle: Mutex<Vec<Idle>>,
}

struct Idle {
    client: Client,
    since: Instant,
}

impl Server {
    /// Reads a connection string, and what the environment adds to it; nothing is connected.
    ///
    /// # Errors
    /// `InvalidConnectionString`, which repeats nothing that could be part of a password.
    pub fn parse(text: &str, credential: Option<Credential<'_>>) -> Result<Server> {
        let mut environment = Environment::of_process();
        let account = credential.map_or_else(account_of_system, |credential| credential.user.to_owned());
        environment.os_user = Some(account);
        let mut config = Config::parse(text, &environment).map_err(|error| match error {
            ServerSays::Config(sentence) => Error::InvalidConnectionString(sentence),
            other => Error::Internal(other.to_string()),
        })?;
        if let Some(credential) = credential {
            config.set_user(credential.user);
            config.set_password(credential.password);
        }
        Ok(Server::new(config))
    }

    /// The database of a configuration.
    pub fn new(mut config: Config) -> Server {
        let location = config.location();
        for (name, value) in SETTINGS {
            config.set_default_setting(name, value);
        }
        config.application_name.get_or_insert_with(|| APPLICATION_NAME.to_owned());
        Server { config, location, interrupter: Mutex::default(), idle: Mutex::default() }
    }

    /// Refuses changes.
    pub fn set_read_only(&mut self) {
        self.config.set_setting("default_transaction_read_only", "on");
    }

    /// How a connection is kept alive, which takes the system's own functions.
    pub fn set_keep_alive_setter(&mut self, setter: KeepAliveSetter) {
        self.config.set_keep_alive_setter(setter);
    }

    /// Stops the opening or installing that is under way.
    pub fn interrupt(&self) {
        held(&self.interrupter).interrupt();
    }

    /// The place without secrets.
    pub fn location(&self) -> &str {
        &self.location
    }

    /// What an administrator should know about the connection string.
    pub fn warnings(&self) -> Vec<String> {
        self.config.warnings()
    }

    /// Closes the connections that no registry used for so long. Returns whether any is still kept.
    pub fn rest(&self, longest: Duration) -> bool {
        let mut idle = self.idle();
        idle.retain(|idle| idle.since.elapsed() < longest);
        !idle.is_empty()
    }

    /// Begins something that `interrupt` stops.
    pub(crate) fn begin(&self) -> Interrupter {
        let begun = Interrupter::default();
        *held(&self.interrupter) = begun.clone();
        begun
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Keeps a connection, unless enough are kept.
    pub(crate) fn keep(&self, client: Client) {
        let mut idle = self.idle();
        if idle.len() < MOST_IDLE {
            idle.push(Idle { client, since: Instant::now() });
        }
    }

    /// The connection that was kept last.
    pub(crate) fn take(&self) -> Option<Client> {
        self.idle().pop().map(|idle| idle.client)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        held(&self.idle)
    }
}

/// The effective user, without a domain, as libpq takes it.
fn account_of_system() -> String {
    let user = platform::current().user();
    user.rsplit('\\').next().unwrap_or_default().to_owned()
}

/// Whoever panicked left a whole value behind.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("location", &self.location).finish_non_exhaustive()
    }
}

impl From<Config> for Server {
    fn from(config: Config) -> Server {
        Server::new(config)
    }
}
