//! A crash of the server, which everybody who is connected to it notices: a process of its own, when the tests in `server.rs` have ended.

mod support;

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use cscert_postgresql::{Error, TransactionStatus};

use support::{connect, number, string};

/// More than the server may take to recover.
const LONG: Duration = Duration::from_secs(30);

#[test]
fn a_server_that_crashes() {
    let mut client = connect(&string("")).unwrap();
    client.script("DROP TABLE IF EXISTS crash; CREATE TABLE crash (a bigint)").unwrap();
    client.begin("").unwrap();
    client.execute("INSERT INTO crash VALUES (1)", &[]).unwrap();
    // The other processes end with the one that is killed, and the server recovers.
    let killed = Command::new("kill").args(["-KILL", &client.process_id().to_string()]).status().unwrap();
    assert!(killed.success());
    let error = client.execute("SELECT 1", &[]).unwrap_err();
    assert!(matches!(error, Error::Lost(_)), "{:?}", error);
    assert!(client.is_broken());
    assert_eq!(client.transaction(), TransactionStatus::Active, "the last that is known of it");
    client.rollback().unwrap();

    let start = Instant::now();
    let mut client = loop {
        match connect(&string("")) {
            Ok(client) => break client,
            Err(error) => assert!(start.elapsed() < LONG, "{:?}", error),
        }
        thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(number(&mut client, "SELECT count(*) FROM crash"), 0);
}
