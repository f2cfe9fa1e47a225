//! The file of a registry: its location, and other files that are written.

pub(super) mod backup;
pub(super) mod destination;
pub(super) mod location;
pub(super) mod new_registry;
pub(super) mod replaced;
pub mod wal_index;
