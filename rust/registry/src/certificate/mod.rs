//! Client certificates: reading them, and the names they carry.

pub mod bundle;
pub mod x509;
