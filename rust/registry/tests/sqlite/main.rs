//! What is about SQLite's own files: where they may stand, who may touch them, how they are copied, replaced and damaged, and what
//! reads ahead of the others.

#[path = "../support/mod.rs"]
mod support;

#[cfg(unix)]
mod backing_up;
mod copying;
mod damage;
mod interrupting;
#[cfg(unix)]
mod location;
mod login_user;
mod many_at_once;
#[cfg(target_os = "linux")]
mod media;
mod progress;
mod reading_ahead;
mod replaced;
mod schema_versions;
mod sealed;
mod sqlite_options;
mod tampering;

/// What the tests' registries are kept in.
fn engine() -> support::engine::Engine {
    support::engine::Engine::File
}
