//! A blocking PostgreSQL client. Every wait has an end and can be interrupted from any thread; a commit is never cancelled; statements
//! go together, and answers come row by row.
//!
//! The messages and the log-in's cryptography are those of the crate `postgres-protocol`. What a server sends is trusted in nothing.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// Rust 1.63 takes the fields of private types for unreachable, too; clippy is run by a newer one.
#![cfg_attr(clippy, warn(unreachable_pub))]

mod about_server;
mod ahead;
mod cancel;
mod client;
mod config;
mod connect;
mod error;
mod interrupt;
mod link;
mod parameter;
mod query;
#[cfg(test)]
mod recorded;
mod row;
mod server_error;
mod statements;
mod stream;
mod transaction;
mod wait;

pub use client::{Client, TransactionStatus};
pub use config::{ChannelBinding, Config, Environment, KeepAlive, SslMode, TargetSession};
pub use connect::KeepAliveSetter;
pub use error::{Attempt, Error, Result};
pub use interrupt::Interrupter;
pub use parameter::{Element, Parameter};
pub use row::{Column, Row};
pub use server_error::ServerError;
pub use transaction::Committed;
