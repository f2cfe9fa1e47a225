//! The operations behind the commands.

mod announce;
pub mod check;
mod copy;
pub mod describe;
pub mod find;
pub mod import;
pub mod publish;
pub mod report;
pub mod restore;
pub mod revoke;
