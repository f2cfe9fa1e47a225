//! What tests of the client share.
#![allow(dead_code)]

pub mod fake;

use cscert_postgresql::{Client, Config, Environment, Interrupter, Result};

/// Of a string alone, whatever this process's environment says.
pub fn config(text: &str) -> Config {
    let environment = Environment { variable: &|_| None, os_user: Some("tester".to_owned()) };
    Config::parse(text, &environment).unwrap()
}

pub fn connect(text: &str) -> Result<Client> {
    Client::connect(&config(text), &Interrupter::default())
}

/// What the suite says of its server.
pub fn variable(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{} says where the server is; the suite `rust` sets it", name))
}

/// The server's connection string, with what is added or said otherwise.
pub fn string(more: &str) -> String {
    format!("{} {}", variable("CSCERT_TEST_POSTGRESQL"), more)
}

/// The first column of the first row.
pub fn number(client: &mut Client, sql: &str) -> i64 {
    client.query_one(sql, &[], |row| row.get(0)).unwrap().unwrap()
}
