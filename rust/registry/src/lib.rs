//! The registry of client certificates: who a text names, which certificates that user has, and who took them away.
//!
//! This crate knows neither C nor PowerShell. `rust/cabi` exports it; `powershell/` is its console.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod certificate;
pub mod directory;
pub mod text;
