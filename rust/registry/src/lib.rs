//! The registry of client certificates: who a text names, which certificates that user has, and who revoked them.
//!
//! This crate knows neither C nor PowerShell. `rust/cabi` exports it; `powershell/` is its console.
#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub)]

pub mod error;
pub mod model;
pub mod operations;
pub mod parse;
pub mod platform;
pub mod query;
pub mod registry;
pub mod store;
