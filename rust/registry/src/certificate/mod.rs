//! Client certificates: reading them, and the names they carry.

pub mod bundle;
mod der;
#[cfg(test)]
mod der_builder;
pub mod identifier;
pub mod record;
pub mod x509;
