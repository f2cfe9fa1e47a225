//! Parsing of input: directory exports and certificates, and the texts in them.

pub(crate) mod attribute_value;
pub mod bundle;
mod der;
#[cfg(test)]
mod der_builder;
pub mod distinguished_name;
pub(crate) mod entry;
pub(crate) mod extended_name;
pub mod identifier;
pub mod ldif;
pub(crate) mod ranges;
pub(crate) mod sid;
pub mod text;
pub mod x509;
