//! What a directory export holds: entries, their attributes and their names.

pub mod distinguished_name;
pub mod entry;
pub mod extended_name;
pub mod guid;
pub mod ldif;
pub mod sid;
