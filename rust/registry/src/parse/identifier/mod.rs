//! The texts by which a command names a certificate: thumbprint, serial number.

mod error;
mod hex;
mod serial_number;
mod thumbprint;

pub use error::IdentifierError;
pub use serial_number::SerialNumber;
pub use thumbprint::Thumbprint;
