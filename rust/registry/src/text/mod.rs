//! Text as the directory compares it.

pub mod fold;
