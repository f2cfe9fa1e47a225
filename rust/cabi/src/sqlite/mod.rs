//! The SQLite in the library: what safe code cannot reach.

pub mod engine;
pub(crate) mod memory_statistics;
pub(crate) mod wal_index;
