//! The registry of client certificates: who a text names, which certificates that user has, and who took them away.
//!
//! This crate knows neither C nor PowerShell. `rust/cabi` exports it; `powershell/` is its console.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod answer;
pub mod audit;
pub mod caller;
pub mod certificate;
pub mod check;
pub mod companion;
pub mod completion;
pub mod directory;
mod draft;
pub mod error;
pub mod filter;
pub mod find;
pub mod former;
pub mod health;
pub mod identity;
pub mod import;
mod issue;
mod number_set;
pub mod platform;
pub mod progress;
pub mod publication;
mod read_ahead;
pub mod registry;
pub mod report;
pub mod revocation;
pub mod store;
mod stretches;
pub mod text;
pub mod time;
pub mod user;
