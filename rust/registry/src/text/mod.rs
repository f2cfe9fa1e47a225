//! Text as the directory compares it.

pub mod case;
pub mod fold;
pub mod width;
