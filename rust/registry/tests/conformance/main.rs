//! What every engine behind the store's edge must answer alike. `CSCERT_TEST_STORE` chooses the engine: `file`, which is the default,
//! `memory`, or `postgresql` (with the feature `postgres`).

#[path = "../support/mod.rs"]
mod support;

mod batches;
mod callers;
mod checking;
mod completing;
mod demo_data;
mod filters;
mod finding;
mod former;
mod identity_model;
mod import_again;
mod import_identity;
mod import_pruning;
mod import_values;
mod limits;
mod listing;
mod long_values;
mod model;
mod order;
mod publishing;
mod random_operations;
mod report;
mod restoring;
mod revoking;
mod twins;
mod zero_character;

/// What the tests' registries are kept in.
fn engine() -> support::engine::Engine {
    support::engine::Engine::chosen()
}
