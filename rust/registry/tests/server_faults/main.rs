//! Servers that crash, that a standby takes the place of, and whose disk is full. The server that `CSCERT_TEST_POSTGRESQL` names must be one that
//! `tests/postgresql/server.sh` has made, and nobody else's: it is ended and started again.

#[path = "../support/mod.rs"]
mod support;

mod cluster;
mod crash;
mod failover;
mod full_disk;
mod managed_failover;
mod writers;

/// What the tests' registries are kept in.
fn engine() -> support::engine::Engine {
    support::engine::Engine::Postgresql
}
