//! The client against a real server, which the suite `rust` starts: CSCERT_TEST_POSTGRESQL is a connection string of a superuser,
//! CSCERT_TEST_POSTGRESQL_FOLDER is where its certificates lie.

mod support;

#[path = "server/ahead.rs"]
mod ahead;
#[path = "server/basics.rs"]
mod basics;
#[path = "server/changes.rs"]
mod changes;
#[path = "server/interrupts.rs"]
mod interrupts;
#[path = "server/log_in.rs"]
mod log_in;
#[path = "server/pipelines.rs"]
mod pipelines;

use std::time::Duration;

use cscert_postgresql::Client;

use support::{number, string, variable};

/// More than anything here may take.
const LONG: Duration = Duration::from_secs(30);

fn file(name: &str) -> String {
    format!("{}/{}", variable("CSCERT_TEST_POSTGRESQL_FOLDER"), name)
}

fn session() -> Client {
    support::connect(&string("")).unwrap()
}
