//! The client against a real server, which the suite `rust` starts: CSCERT_TEST_POSTGRESQL is a connection string of a superuser,
//! CSCERT_TEST_POSTGRESQL_FOLDER is where its certificates lie.

mod support;

#[path = "server/basics.rs"]
mod basics;
#[path = "server/changes.rs"]
mod changes;
#[path = "server/crash.rs"]
mod crash;
#[path = "server/interrupts.rs"]
mod interrupts;
#[path = "server/log_in.rs"]
mod log_in;
#[path = "server/pipelines.rs"]
mod pipelines;

use std::sync::{RwLock, RwLockReadGuard};
use std::time::Duration;

use cscert_postgresql::Client;

/// More than anything here may take.
const LONG: Duration = Duration::from_secs(30);

/// Who lets the server crash is alone with it.
static SERVER: RwLock<()> = RwLock::new(());

fn variable(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{} says where the server is; the suite `rust` sets it", name))
}

/// The server's connection string, with what is added or said otherwise.
fn string(more: &str) -> String {
    format!("{} {}", variable("CSCERT_TEST_POSTGRESQL"), more)
}

fn file(name: &str) -> String {
    format!("{}/{}", variable("CSCERT_TEST_POSTGRESQL_FOLDER"), name)
}

/// A connection, and the promise that the server stays.
struct Session {
    client: Client,
    _server: RwLockReadGuard<'static, ()>,
}

impl std::ops::Deref for Session {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl std::ops::DerefMut for Session {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.client
    }
}

fn session() -> Session {
    let server = SERVER.read().unwrap_or_else(std::sync::PoisonError::into_inner);
    Session { client: support::connect(&string("")).unwrap(), _server: server }
}

/// The first column of the first row.
fn number(client: &mut Client, sql: &str) -> i64 {
    client.query_one(sql, &[], |row| row.get(0)).unwrap().unwrap()
}
