//! TLS by OpenSSL.

use std::io;

use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::ssl::{
    ConnectConfiguration, HandshakeError, MidHandshakeSslStream, SslConnector, SslFiletype, SslMethod,
    SslRef, SslStream, SslVerifyMode, SslVersion,
};
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::X509VerifyResult;

use super::{unusable_file, Secured, Stream};
use crate::config::{SslMode, Tls};
use crate::error::{Error, Result};
use crate::wait::Wait;

/// What is the same for all connections of a configuration: authorities, the client's own certificate, and what is verified.
pub(crate) struct Connector {
    connector: SslConnector,
    verifies_name: bool,
}

impl Connector {
    pub(crate) fn new(tls: &Tls) -> Result<Connector> {
        let wrong = |error: ErrorStack| Error::Config(format!("OpenSSL could not be set up: {}", error));
        let mut builder = SslConnector::builder(SslMethod::tls_client()).map_err(wrong)?;
        let least = if tls.only_1_3 { SslVersion::TLS1_3 } else { SslVersion::TLS1_2 };
        builder.set_min_proto_version(Some(least)).map_err(wrong)?;
        if let Some(root) = &tls.root {
            // Instead of the system's authorities, not beside them.
            builder.set_cert_store(X509StoreBuilder::new().map_err(wrong)?.build());
            builder.set_ca_file(root).map_err(|error| unusable_file("sslrootcert", root, &error))?;
        }
        if let Some(certificate) = &tls.certificate {
            let key = tls.key.as_ref().unwrap_or(certificate);
            super::key_file::check(key)?;
            builder
                .set_certificate_chain_file(certificate)
                .map_err(|error| unusable_file("sslcert", certificate, &error))?;
            builder
                .set_private_key_file(key, SslFiletype::PEM)
                .map_err(|error| unusable_file("sslkey", key, &error))?;
            builder.check_private_key().map_err(|error| unusable_file("sslkey", key, &error))?;
        }
        let verifies = tls.mode >= SslMode::VerifyCa;
        builder.set_verify(if verifies { SslVerifyMode::PEER } else { SslVerifyMode::NONE });
        Ok(Connector { connector: builder.build(), verifies_name: tls.mode >= SslMode::VerifyFull })
    }

    /// Shakes hands. `name` is the one that the certificate must have.
    pub(crate) fn secure(&self, socket: Box<dyn Stream>, name: &str, wait: &mut Wait<'_>) -> Result<Secured> {
        let mut result = self.configuration()?.connect(name, socket);
        let stream = loop {
            match result {
                Ok(stream) => break stream,
                Err(HandshakeError::WouldBlock(half)) => {
                    wait.look()?;
                    result = half.handshake();
                }
                Err(HandshakeError::Failure(half)) => return Err(Error::Tls(reason(&half))),
                Err(HandshakeError::SetupFailure(error)) => return Err(Error::Tls(error.to_string())),
            }
        };
        let end_point = end_point(stream.ssl());
        Ok(Secured { stream: Box::new(stream), end_point })
    }

    fn configuration(&self) -> Result<ConnectConfiguration> {
        let mut configuration = self.connector.configure().map_err(|error| Error::Tls(error.to_string()))?;
        configuration.set_verify_hostname(self.verifies_name);
        Ok(configuration)
    }
}

impl Stream for SslStream<Box<dyn Stream>> {
    fn set_nonblocking(&mut self, nonblocking: bool) -> io::Result<()> {
        self.get_mut().set_nonblocking(nonblocking)
    }
}

fn reason(half: &MidHandshakeSslStream<Box<dyn Stream>>) -> String {
    let verified = half.ssl().verify_result();
    if verified == X509VerifyResult::OK {
        half.error().to_string()
    } else {
        format!("the server's certificate was not accepted: {}", verified.error_string())
    }
}

/// RFC 5929, 4.1: the certificate's hash by the algorithm of its signature, SHA-256 where that is an old one.
fn end_point(ssl: &SslRef) -> Option<Vec<u8>> {
    let certificate = ssl.peer_certificate()?;
    let algorithms = certificate.signature_algorithm().object().nid().signature_algorithms()?;
    let digest = match algorithms.digest {
        Nid::MD5 | Nid::SHA1 => MessageDigest::sha256(),
        nid => MessageDigest::from_nid(nid)?,
    };
    certificate.digest(digest).ok().map(|hash| hash.to_vec())
}
