//! What all exports share: texts, identities, errors, rows, cursors and the landing pad.

pub(crate) mod arena;
pub(crate) mod cursor;
pub mod error;
pub mod identity;
pub(crate) mod landing;
pub mod status;
pub mod text;
