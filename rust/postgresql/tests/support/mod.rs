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
