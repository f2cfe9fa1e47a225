//! What a connection string says, with PG* variables and defaults for what it doesn't.

mod environment;
mod host;
mod keywords;
pub(crate) mod passfile;
mod secret;
mod settings;
#[cfg(test)]
mod tests;
mod tls;
mod uri;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

pub use environment::Environment;
pub(crate) use host::{Address, Host};
pub(crate) use secret::Secret;
pub(crate) use tls::Tls;
pub use tls::{ChannelBinding, SslMode};

use crate::connect::{KeepAliveSetter, Setter};
use crate::error::{Error, Result};
use passfile::Found;
use settings::Settings;

/// For the look-up of a host's name, and for each of its addresses until the log-in's end.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// For the server's next byte.
const TIMEOUT: Duration = Duration::from_secs(60);

/// What a server must be to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetSession {
    /// Whatever it is.
    Any,
    /// It takes changes.
    ReadWrite,
    /// It takes none.
    ReadOnly,
    /// It is no standby.
    Primary,
    /// It is one.
    Standby,
    /// It is one, or else whatever it is.
    PreferStandby,
}

/// How a connection that is silent is kept, or found out to be dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepAlive {
    /// Whether at all.
    pub enabled: bool,
    /// Silence before the first probe; the system's own where there is none.
    pub idle: Option<Duration>,
    /// Between probes.
    pub interval: Option<Duration>,
    /// Probes without an answer until the connection is given up.
    pub count: Option<u32>,
    /// How long what was sent may stay without acknowledgement.
    pub user_timeout: Option<Duration>,
}

/// Which server, as whom, and how. Neither Debug nor Display shows the password.
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) hosts: Vec<Host>,
    pub(crate) user: String,
    pub(crate) database: String,
    password: Option<Secret>,
    password_inside: bool,
    passfile: Option<PathBuf>,
    pub(crate) tls: Tls,
    pub(crate) target: TargetSession,
    /// How long the look-up of a host's name may take, and then each of its addresses until the log-in's end.
    pub connect_timeout: Duration,
    /// How long a call waits for the server's next byte.
    pub timeout: Duration,
    /// What the server lists the connection under, if anything was said.
    pub application_name: Option<String>,
    pub(crate) options: Option<String>,
    pub(crate) settings: Vec<(String, String)>,
    /// How a silent connection is kept.
    pub keep_alive: KeepAlive,
    pub(crate) setter: Option<Setter>,
}

impl Config {
    /// Reads a connection string of either form.
    ///
    /// # Errors
    /// `Config`, which never repeats what could be part of a password.
    pub fn parse(text: &str, environment: &Environment<'_>) -> Result<Config> {
        let mut settings = Settings::default();
        match uri::after_scheme(text.trim()) {
            Some(rest) => uri::read(rest, &mut settings)?,
            None => keywords::read(text, &mut settings)?,
        }
        let password_inside = settings.get("password").is_some();
        settings.fill(environment);
        Config::of(&settings, password_inside, environment)
    }

    fn of(settings: &Settings, password_inside: bool, environment: &Environment<'_>) -> Result<Config> {
        let text = |keyword: &str| settings.get(keyword).map(str::to_owned);
        let user = text("user").or_else(|| environment.os_user.clone()).ok_or_else(|| {
            Error::config(
                "The connection string names no user, and the system does not say one. Add user=NAME.",
            )
        })?;
        let targets = [
            ("any", TargetSession::Any),
            ("read-write", TargetSession::ReadWrite),
            ("read-only", TargetSession::ReadOnly),
            ("primary", TargetSession::Primary),
            ("standby", TargetSession::Standby),
            ("prefer-standby", TargetSession::PreferStandby),
        ];
        Ok(Config {
            hosts: host::read(settings)?,
            database: text("dbname").unwrap_or_else(|| user.clone()),
            user,
            password: settings.get("password").map(Secret::new),
            password_inside,
            passfile: settings.get("passfile").map(PathBuf::from).or_else(|| environment.passfile()),
            tls: Tls::read(settings)?,
            target: settings.word("target_session_attrs", &targets, TargetSession::Any)?,
            // 0 means for ever to libpq; nothing waits for ever here.
            connect_timeout: seconds(settings, "connect_timeout")?.unwrap_or(CONNECT_TIMEOUT),
            timeout: TIMEOUT,
            application_name: text("application_name").or_else(|| text("fallback_application_name")),
            options: text("options"),
            settings: Vec::new(),
            setter: None,
            keep_alive: KeepAlive {
                enabled: settings.number("keepalives")? != Some(0),
                idle: seconds(settings, "keepalives_idle")?,
                interval: seconds(settings, "keepalives_interval")?,
                count: settings.number("keepalives_count")?.filter(|&count| count > 0),
                user_timeout: settings
                    .number("tcp_user_timeout")?
                    .filter(|&milliseconds| milliseconds > 0)
                    .map(|milliseconds| Duration::from_millis(milliseconds.into())),
            },
        })
    }

    /// Another user than the string's.
    pub fn set_user(&mut self, user: &str) {
        self.user = user.to_owned();
    }

    /// A password that was given otherwise than in the string.
    pub fn set_password(&mut self, password: &str) {
        self.password = Some(Secret::new(password));
    }

    /// A setting of the session, made right after the log-in: `search_path`, `statement_timeout`.
    pub fn set_setting(&mut self, name: &str, value: &str) {
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    /// The same unless it was made before.
    pub fn set_default_setting(&mut self, name: &str, value: &str) {
        if !self.settings.iter().any(|(made, _)| made == name) {
            self.set_setting(name, value);
        }
    }

    /// Whether one host can stand in for another.
    pub fn has_several_hosts(&self) -> bool {
        self.hosts.len() > 1
    }

    /// Who asks the system to keep silent connections: safe code cannot.
    pub fn set_keep_alive_setter(&mut self, setter: KeepAliveSetter) {
        self.setter = Some(Setter(setter));
    }

    /// What an administrator should know before the string is used, a sentence each.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.password_inside {
            warnings.push(
                "The connection string contains a password, which the console's history or the environment shows to others. Use -Credential or a password file."
                    .to_owned(),
            );
        }
        let over_network = self.hosts.iter().any(|host| !host.is_socket());
        if over_network && self.tls.mode < SslMode::VerifyFull {
            warnings.push(match self.tls.mode {
                SslMode::Disable => {
                    "The connection is not encrypted (sslmode=disable): others on the network can read and change it."
                }
                SslMode::VerifyCa => {
                    "The server's name is not verified (sslmode=verify-ca): any server with a certificate of the same authority is accepted."
                }
                _ => "The server's certificate is not verified: any server is accepted. Use sslmode=verify-full.",
            }
            .to_owned());
        }
        warnings
    }

    /// The server, user and database without secrets, as an address.
    pub fn location(&self) -> String {
        let hosts: Vec<String> = self.hosts.iter().map(ToString::to_string).collect();
        format!("postgresql://{}@{}/{}", self.user, hosts.join(","), self.database)
    }

    /// The password for a host: the one that was given, or the password file's.
    pub(crate) fn password_for(&self, host: &Host) -> Found {
        if let Some(password) = &self.password {
            return Found::Password(password.clone());
        }
        let login = passfile::Login {
            host: host.name_in_passfile(),
            port: host.port,
            database: &self.database,
            user: &self.user,
        };
        self.passfile.as_ref().map_or(Found::Nothing, |file| passfile::look_up(file, &login))
    }
}

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.location())
    }
}

fn seconds(settings: &Settings, keyword: &str) -> Result<Option<Duration>> {
    Ok(settings
        .number(keyword)?
        .filter(|&seconds| seconds > 0)
        .map(|seconds| Duration::from_secs(seconds.into())))
}
