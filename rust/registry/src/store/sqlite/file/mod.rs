//! The file that holds a registry: where it may stand, and what else is written beside it.

pub(crate) mod backup;
pub(crate) mod destination;
pub(super) mod location;
pub(super) mod new_registry;
pub(super) mod replaced;
pub mod wal_index;
