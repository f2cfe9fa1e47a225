//! Exports about users.

pub mod completion;
pub mod find;
pub mod former;
pub mod list;
pub mod row;
