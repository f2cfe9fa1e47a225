//! What is about the server: roles, what a client of any other kind cannot do, lost connections, several clients at once. Runs with the
//! feature `postgres` on the server that `CSCERT_TEST_POSTGRESQL` names.

#[path = "../support/mod.rs"]
mod support;

mod asked_ahead;
mod copying;
mod import_writes;
mod limits;
mod lost_commits;
mod lost_connections;
mod many_at_once;
mod past_the_functions;
mod plans;
mod pool;
mod proxy;
mod roles;
mod round_trips;
mod standbys;

/// What the tests' registries are kept in.
fn engine() -> support::engine::Engine {
    support::engine::Engine::Postgresql
}
