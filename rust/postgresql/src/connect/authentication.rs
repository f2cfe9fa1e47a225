//! Showing a server who we are, and where possible that it knows us: SCRAM-SHA-256, bound to the TLS connection where there is one.

use fallible_iterator::FallibleIterator;
use postgres_protocol::authentication::md5_hash;
use postgres_protocol::authentication::sasl;
use postgres_protocol::message::backend::{AuthenticationSaslBody, Message};
use postgres_protocol::message::frontend;

use crate::config::passfile::Found;
use crate::config::{ChannelBinding, Secret};
use crate::error::{Error, Result};
use crate::link::Link;
use crate::wait::Wait;

/// More rounds of hashing than any server is set to; each could cost seconds otherwise, which nothing interrupts.
const MOST_ITERATIONS: u32 = 100_000;

/// Over what the server is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel<'c> {
    /// Anybody may listen.
    Open,
    /// A Unix socket.
    Local,
    /// TLS; with the hash to bind to, where the certificate has one.
    Tls(Option<&'c [u8]>),
}

/// One log-in.
pub(crate) struct Authentication<'a> {
    pub(crate) user: &'a str,
    pub(crate) password: Found,
    pub(crate) channel: Channel<'a>,
    pub(crate) binding: ChannelBinding,
    state: State,
}

enum State {
    /// Nothing was asked of us.
    Unasked,
    Password,
    Scram {
        scram: Box<sasl::ScramSha256>,
        bound: bool,
    },
    Proven {
        bound: bool,
    },
}

impl<'a> Authentication<'a> {
    pub(crate) fn new(
        user: &'a str,
        password: Found,
        channel: Channel<'a>,
        binding: ChannelBinding,
    ) -> Authentication<'a> {
        Authentication { user, password, channel, binding, state: State::Unasked }
    }

    /// Answers what the server asks. Whether that was all.
    pub(crate) fn answer(&mut self, link: &mut Link, question: Message, wait: &mut Wait<'_>) -> Result<bool> {
        match question {
            Message::AuthenticationOk => return self.accepted().map(|()| true),
            Message::AuthenticationCleartextPassword => {
                if self.channel == Channel::Open {
                    return Err(Error::config(
                        "the server requests the password in clear text over an unencrypted connection; use sslmode=verify-full, or scram-sha-256 in pg_hba.conf",
                    ));
                }
                self.unbound("password")?;
                frontend::password_message(self.password()?.reveal(), &mut link.output).map_err(unusable)?;
                self.state = State::Password;
            }
            Message::AuthenticationMd5Password(body) => {
                self.unbound("md5")?;
                let hash = md5_hash(self.user.as_bytes(), self.password()?.reveal(), body.salt());
                frontend::password_message(hash.as_bytes(), &mut link.output).map_err(unusable)?;
                self.state = State::Password;
            }
            Message::AuthenticationSasl(body) => self.begin_scram(link, &body)?,
            Message::AuthenticationSaslContinue(body) => {
                let scram = self.scram()?;
                check_iterations(body.data())?;
                scram.update(body.data()).map_err(|error| Error::Protocol(error.to_string()))?;
                frontend::sasl_response(scram.message(), &mut link.output).map_err(unusable)?;
            }
            Message::AuthenticationSaslFinal(body) => {
                let scram = self.scram()?;
                scram.finish(body.data()).map_err(|_| {
                    Error::protocol("no proof that it knows the password: it is another server than it says")
                })?;
                let bound = matches!(self.state, State::Scram { bound: true, .. });
                self.state = State::Proven { bound };
                return Ok(false);
            }
            Message::AuthenticationGss | Message::AuthenticationGssContinue(_) => {
                return Err(unknown_method("gss (Kerberos)"))
            }
            Message::AuthenticationSspi => return Err(unknown_method("sspi (Windows)")),
            Message::AuthenticationKerberosV5 => return Err(unknown_method("krb5")),
            Message::AuthenticationScmCredential => return Err(unknown_method("scm")),
            _ => return Err(Error::protocol("an unexpected message during the log-in")),
        }
        link.flush(wait)?;
        Ok(false)
    }

    fn begin_scram(&mut self, link: &mut Link, body: &AuthenticationSaslBody) -> Result<()> {
        let (mut plain, mut plus) = (false, false);
        let mut mechanisms = body.mechanisms();
        while let Some(mechanism) = mechanisms.next().map_err(|error| Error::Protocol(error.to_string()))? {
            plain |= mechanism == sasl::SCRAM_SHA_256;
            plus |= mechanism == sasl::SCRAM_SHA_256_PLUS;
        }
        let end_point = match self.channel {
            Channel::Tls(Some(hash)) if self.binding != ChannelBinding::Disable => Some(hash),
            _ => None,
        };
        let (mechanism, binding) = match end_point {
            Some(hash) if plus => {
                (sasl::SCRAM_SHA_256_PLUS, sasl::ChannelBinding::tls_server_end_point(hash.to_vec()))
            }
            // Tells the server that we could: one that can would know then that somebody in between took its offer away.
            Some(_) if plain => (sasl::SCRAM_SHA_256, sasl::ChannelBinding::unrequested()),
            None if plain => (sasl::SCRAM_SHA_256, sasl::ChannelBinding::unsupported()),
            _ => return Err(unknown_method("a SASL mechanism other than SCRAM-SHA-256")),
        };
        let bound = mechanism == sasl::SCRAM_SHA_256_PLUS;
        if !bound {
            self.unbound("scram-sha-256 without channel binding")?;
        }
        let scram = sasl::ScramSha256::new(self.password()?.reveal(), binding);
        frontend::sasl_initial_response(mechanism, scram.message(), &mut link.output).map_err(unusable)?;
        self.state = State::Scram { scram: Box::new(scram), bound };
        Ok(())
    }

    fn scram(&mut self) -> Result<&mut sasl::ScramSha256> {
        match &mut self.state {
            State::Scram { scram, .. } => Ok(scram),
            _ => Err(Error::protocol("SCRAM messages out of order")),
        }
    }

    /// The server says that we are let in.
    fn accepted(&self) -> Result<()> {
        match &self.state {
            State::Scram { .. } => Err(Error::protocol("no proof that it knows the password")),
            State::Proven { bound: true } => Ok(()),
            _ => self.unbound("a log-in without channel binding"),
        }
    }

    /// Of a method that is not bound to the TLS connection.
    fn unbound(&self, method: &str) -> Result<()> {
        if self.binding == ChannelBinding::Require {
            return Err(Error::Config(format!(
                "the server offers only {}, but channel_binding=require is set",
                method
            )));
        }
        Ok(())
    }

    fn password(&self) -> Result<&Secret> {
        match &self.password {
            Found::Password(password) => Ok(password),
            Found::Nothing => Err(Error::config(
                "the server requests a password, and none was given: use -Credential, a password file (.pgpass) or PGPASSWORD",
            )),
            Found::Refused(why) => Err(Error::Config(format!("the server requests a password, and {}", why))),
        }
    }
}

/// Of SCRAM's first message from the server: `r=…,s=…,i=4096`.
fn check_iterations(message: &[u8]) -> Result<()> {
    let count = message.split(|&byte| byte == b',').find_map(|part| part.strip_prefix(b"i="));
    let count = count.and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<u32>().ok());
    match count {
        Some(count) if count <= MOST_ITERATIONS => Ok(()),
        _ => Err(Error::Protocol(format!("a password that is hashed more than {} times", MOST_ITERATIONS))),
    }
}

fn unknown_method(name: &str) -> Error {
    Error::Config(format!(
        "the server asks for the authentication method {}, which this client does not have; use scram-sha-256 or cert for this user in pg_hba.conf",
        name
    ))
}

fn unusable(error: std::io::Error) -> Error {
    Error::Config(format!("the user's name or password cannot be sent: {}", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashing_has_an_end() {
        assert!(check_iterations(b"r=abc,s=def,i=4096").is_ok());
        for message in [&b"r=abc,s=def,i=100001"[..], b"r=abc,s=def,i=4294967296", b"r=abc,s=def", b"i=", b""]
        {
            assert!(check_iterations(message).is_err(), "{:?}", message);
        }
    }
}
