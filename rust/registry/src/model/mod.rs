//! What a registry holds: the rows, and the types of their values.

pub(crate) mod account_control;
pub mod attribute;
pub mod audit;
pub mod certificate;
pub mod domain;
pub mod guid;
pub(crate) mod number_set;
pub mod pool;
pub mod time;
pub mod user;
