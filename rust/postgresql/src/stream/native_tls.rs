//! TLS by the system: schannel on Windows.

use std::fs;
use std::io;
use std::path::Path;

use native_tls::{Certificate, HandshakeError, Identity, Protocol, TlsConnector, TlsStream};

use super::{unusable_file, Secured, Stream};
use crate::config::{SslMode, Tls};
use crate::error::{Error, Result};
use crate::wait::Wait;

/// What is the same for all connections of a configuration: authorities, the client's own certificate, and what is verified.
pub(crate) struct Connector(TlsConnector);

impl Connector {
    pub(crate) fn new(tls: &Tls) -> Result<Connector> {
        if tls.only_1_3 {
            return Err(Error::config("The system's TLS cannot be told to use version 1.3 only."));
        }
        let mut builder = TlsConnector::builder();
        builder.min_protocol_version(Some(Protocol::Tlsv12));
        if let Some(root) = &tls.root {
            // Instead of the system's authorities, not beside them.
            builder.disable_built_in_roots(true);
            for certificate in certificates(&read("sslrootcert", root)?) {
                let certificate = Certificate::from_pem(certificate.as_bytes())
                    .map_err(|error| unusable_file("sslrootcert", root, &error))?;
                builder.add_root_certificate(certificate);
            }
        }
        if let Some(certificate) = &tls.certificate {
            let key = tls.key.as_ref().unwrap_or(certificate);
            super::key_file::check(key)?;
            let (chain, secret) = (read("sslcert", certificate)?, read("sslkey", key)?);
            let identity = Identity::from_pkcs8(chain.as_bytes(), secret.as_bytes());
            builder.identity(identity.map_err(|error| unusable_file("sslkey", key, &error))?);
        }
        builder.danger_accept_invalid_certs(tls.mode < SslMode::VerifyCa);
        builder.danger_accept_invalid_hostnames(tls.mode < SslMode::VerifyFull);
        let connector =
            builder.build().map_err(|error| Error::Config(format!("TLS could not be set up: {}", error)))?;
        Ok(Connector(connector))
    }

    /// Shakes hands. `name` is the one that the certificate must have.
    pub(crate) fn secure(&self, socket: Box<dyn Stream>, name: &str, wait: &mut Wait<'_>) -> Result<Secured> {
        let mut result = self.0.connect(name, socket);
        let stream = loop {
            match result {
                Ok(stream) => break stream,
                Err(HandshakeError::WouldBlock(half)) => {
                    wait.look()?;
                    result = half.handshake();
                }
                Err(HandshakeError::Failure(error)) => return Err(Error::Tls(error.to_string())),
            }
        };
        let end_point = stream.tls_server_end_point().ok().flatten();
        Ok(Secured { stream: Box::new(stream), end_point })
    }
}

impl Stream for TlsStream<Box<dyn Stream>> {
    fn set_nonblocking(&mut self, nonblocking: bool) -> io::Result<()> {
        self.get_mut().set_nonblocking(nonblocking)
    }
}

/// The certificates of a PEM file, each with its frame.
fn certificates(pem: &str) -> impl Iterator<Item = &str> {
    pem.split_inclusive("-----END CERTIFICATE-----")
        .filter(|part| part.contains("-----BEGIN CERTIFICATE-----"))
}

fn read(keyword: &str, file: &Path) -> Result<String> {
    fs::read_to_string(file).map_err(|error| unusable_file(keyword, file, &error))
}
