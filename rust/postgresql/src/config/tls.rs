//! What is asked of TLS.

use std::path::PathBuf;

use super::settings::Settings;
use crate::error::Result;

/// How a server is verified, from not at all to by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SslMode {
    /// No TLS.
    Disable,
    /// TLS where the server has it; nothing is verified.
    Prefer,
    /// TLS; nothing is verified.
    Require,
    /// TLS; an authority that is trusted has signed the server's certificate, for whatever name.
    VerifyCa,
    /// TLS; and the certificate is for the host's name.
    VerifyFull,
}

/// Whether the log-in is bound to the very TLS connection (SCRAM-SHA-256-PLUS).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelBinding {
    /// Never.
    Disable,
    /// Where the server has it.
    Prefer,
    /// Always.
    Require,
}

/// What is asked of TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tls {
    pub(crate) mode: SslMode,
    /// A PEM file of authorities; the system's own where there is none.
    pub(crate) root: Option<PathBuf>,
    /// The client's own certificate and key, PEM.
    pub(crate) certificate: Option<PathBuf>,
    pub(crate) key: Option<PathBuf>,
    pub(crate) channel_binding: ChannelBinding,
    /// 1.3 instead of 1.2 at least.
    pub(crate) only_1_3: bool,
}

impl Tls {
    pub(crate) fn read(settings: &Settings) -> Result<Tls> {
        let modes = [
            ("disable", SslMode::Disable),
            ("prefer", SslMode::Prefer),
            ("require", SslMode::Require),
            ("verify-ca", SslMode::VerifyCa),
            ("verify-full", SslMode::VerifyFull),
        ];
        let bindings = [
            ("disable", ChannelBinding::Disable),
            ("prefer", ChannelBinding::Prefer),
            ("require", ChannelBinding::Require),
        ];
        let path = |keyword: &str| settings.get(keyword).map(PathBuf::from);
        Ok(Tls {
            mode: settings.word("sslmode", &modes, SslMode::VerifyFull)?,
            root: path("sslrootcert").filter(|root| root.as_os_str() != "system"),
            certificate: path("sslcert"),
            key: path("sslkey"),
            channel_binding: settings.word("channel_binding", &bindings, ChannelBinding::Prefer)?,
            only_1_3: settings.word(
                "ssl_min_protocol_version",
                &[("TLSv1.2", false), ("TLSv1.3", true)],
                false,
            )?,
        })
    }
}
