//! The texts by which a command names a certificate: thumbprint, serial number, device id.

mod device_id;
mod error;
mod hex;
mod serial_number;
mod thumbprint;

pub use device_id::DeviceId;
pub use error::IdentifierError;
pub use serial_number::SerialNumber;
pub use thumbprint::Thumbprint;
