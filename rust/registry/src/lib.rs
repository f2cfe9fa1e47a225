//! The registry of client certificates: who a text names, which certificates that user has, and who revoked them.
//!
//! This crate knows neither C nor PowerShell. `rust/cabi` exports it; `powershell/` is its console.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// Rust 1.63 takes the fields of private types for unreachable, too; clippy is run by a newer one.
#![cfg_attr(clippy, warn(unreachable_pub))]

pub mod error;
pub mod model;
pub mod operations;
pub mod parse;
pub mod platform;
pub mod query;
pub mod registry;
pub mod store;
