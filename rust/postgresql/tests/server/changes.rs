use std::thread;
use std::time::Duration;

use cscert_postgresql::{Client, Error, TransactionStatus};

use crate::{number, session};

#[test]
fn transactions() {
    let mut client = session();
    client.script("CREATE TEMP TABLE t (a bigint)").unwrap();
    client.begin("").unwrap();
    assert_eq!(client.transaction(), TransactionStatus::Active);
    client.execute("INSERT INTO t VALUES ($1)", &[&1i64]).unwrap();
    assert!(matches!(client.begin(""), Err(Error::Usage(_))));
    let committed = client.commit().unwrap();
    assert!(committed.warnings.is_empty());
    client.begin("").unwrap();
    client.execute("INSERT INTO t VALUES ($1)", &[&2i64]).unwrap();
    client.rollback().unwrap();
    assert_eq!(number(&mut client, "SELECT count(*) FROM t"), 1);

    // One in which nothing happened was never begun.
    client.begin("").unwrap();
    assert_eq!(client.commit().unwrap().rows, 0);
    assert!(matches!(client.commit(), Err(Error::Usage(_))));
    client.rollback().unwrap();
}

#[test]
fn a_transaction_begins_as_it_was_asked_to() {
    let mut client = session();
    client.begin("ISOLATION LEVEL REPEATABLE READ READ ONLY").unwrap();
    let kind = client
        .query_one(
            "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')",
            &[],
            |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)),
        )
        .unwrap();
    assert_eq!(kind, Some(("repeatable read".to_owned(), "on".to_owned())));
    let error = client.execute("CREATE TABLE never (a int)", &[]).unwrap_err();
    assert_eq!(error.sqlstate(), Some("25006"));
    assert_eq!(client.transaction(), TransactionStatus::Failed);
    assert_eq!(client.execute("SELECT 1", &[]).unwrap_err().sqlstate(), Some("25P02"));
    let error = client.commit().unwrap_err();
    assert!(matches!(error, Error::Server(_)) && error.sqlstate() == Some("25P02"), "{:?}", error);
    assert_eq!(client.transaction(), TransactionStatus::Idle);

    // Where the beginning fails, what follows is not done outside of it.
    client.script("CREATE TEMP TABLE t (a bigint)").unwrap();
    client.begin("ISOLATION LEVEL NONE").unwrap();
    assert_eq!(client.execute("INSERT INTO t VALUES (1)", &[]).unwrap_err().sqlstate(), Some("42601"));
    assert_eq!(number(&mut client, "SELECT count(*) FROM t"), 0);
}

#[test]
fn a_change_is_a_transaction_of_its_own() {
    let mut client = session();
    client.script("CREATE TEMP TABLE t (a bigint PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)").unwrap();
    let mut returned = Vec::new();
    let committed = client
        .change::<Error>(
            "INSERT INTO t SELECT * FROM unnest($1) RETURNING a",
            &[&vec![1i64, 2]],
            &mut |row| {
                returned.push(row.get::<i64>(0)?);
                Ok(true)
            },
        )
        .unwrap();
    assert_eq!((committed.rows, returned), (2, vec![1, 2]));
    // Found out when it commits.
    let error = client.change::<Error>(
        "INSERT INTO t SELECT * FROM unnest($1) RETURNING a",
        &[&vec![1i64]],
        &mut |_| Ok(true),
    );
    assert!(matches!(&error, Err(Error::Server(server)) if server.code == "23505"), "{:?}", error);
    assert_eq!(number(&mut client, "SELECT count(*) FROM t"), 2);
    client.begin("").unwrap();
    assert!(matches!(client.change::<Error>("SELECT 1", &[], &mut |_| Ok(true)), Err(Error::Usage(_))));
}

/// Ends a connection's process, and waits for its end.
fn terminate(by: &mut Client, process: i32) {
    assert_eq!(number(by, &format!("SELECT count(pg_terminate_backend({}))", process)), 1);
    while number(by, &format!("SELECT count(*) FROM pg_stat_activity WHERE pid = {}", process)) > 0 {
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_backend_that_is_terminated() {
    let (mut one, mut other) = (session(), session());
    one.begin("").unwrap();
    one.execute("SELECT 1", &[]).unwrap();
    terminate(&mut other, one.process_id());
    assert!(!one.is_usable());
    assert!(one.is_broken());

    // The one who writes to it learns why it has gone.
    let mut one = session();
    terminate(&mut other, one.process_id());
    let error = one.execute("SELECT 1", &[]).unwrap_err();
    assert_eq!(error.sqlstate(), Some("57P01"), "{:?}", error);
    assert!(one.is_broken());

    let mut one = session();
    terminate(&mut other, one.process_id());
    let error = one.change::<Error>("SELECT 1", &[], &mut |_| Ok(true)).unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown(_)), "{:?}", error);

    // In the middle of its answer.
    let mut one = session();
    let process = one.process_id();
    let mut rows = 0;
    let error = one
        .query::<Error>(
            "SELECT n, repeat('x', 1000) FROM generate_series(1, 1000000::bigint) n",
            &[],
            &mut |_| {
                rows += 1;
                if rows == 10 {
                    terminate(&mut other, process);
                }
                Ok(true)
            },
        )
        .unwrap_err();
    assert!(matches!(&error, Error::Lost(_)) || error.sqlstate() == Some("57P01"), "{:?}", error);
    assert!(rows < 1_000_000 && one.is_broken());
    one.rollback().unwrap();
}
