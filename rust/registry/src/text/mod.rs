//! Text as the directory compares it.

pub mod case;
#[cfg(test)]
mod every_char;
pub mod fold;
pub mod invisible;
pub mod width;
