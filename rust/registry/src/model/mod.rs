//! The data model: rows, and the types of their values.

pub(crate) mod account_control;
pub(crate) mod attribute;
pub mod audit;
pub mod certificate;
pub(crate) mod domain;
pub mod guid;
pub mod hex;
pub mod keys;
pub mod names;
pub(crate) mod number_set;
pub(crate) mod pool;
pub mod time;
pub mod user;
pub(crate) mod words;
