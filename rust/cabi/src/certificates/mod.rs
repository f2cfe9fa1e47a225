//! Exports about certificates.

pub mod bundle;
pub mod check;
pub mod list;
pub mod publish;
pub mod revoke;
