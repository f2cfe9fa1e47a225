//! Texts that identify certificates: thumbprints and serial numbers.

mod error;
mod hex;
mod serial_number;
mod thumbprint;

pub use error::IdentifierError;
pub use serial_number::SerialNumber;
pub use thumbprint::Thumbprint;
