use cscert_postgresql::{Error, Result};

use crate::{number, session};

const SQUARE: &str = "SELECT $1 * $1";

#[test]
fn batches_are_sent_before_the_last_is_received() {
    let mut client = session();
    let send = |client: &mut cscert_postgresql::Client, batch: i64| {
        for value in 0..100 {
            client.queue(SQUARE, &[&(batch * 100 + value)]).unwrap();
        }
        client.send().unwrap();
    };
    send(&mut client, 0);
    for batch in 0..50 {
        if batch < 49 {
            send(&mut client, batch + 1);
        }
        let mut received = 0;
        let count = client
            .receive(&mut |at, row| -> Result<bool> {
                let value = batch * 100 + at as i64;
                assert_eq!(row.get::<i64>(0)?, value * value);
                received += 1;
                Ok(true)
            })
            .unwrap();
        assert_eq!((count, received), (100, 100));
    }
    assert_eq!(client.under_way(), 0);
    assert!(matches!(client.receive::<Error>(&mut |_, _| Ok(true)), Err(Error::Usage(_))));
    assert_eq!(
        number(&mut client, "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1 * $1'"),
        1
    );
}

#[test]
fn an_error_ends_its_batch_and_no_other() {
    let mut client = session();
    for value in [1i64, 0, 2] {
        client.queue("SELECT 6 / $1", &[&value]).unwrap();
    }
    client.send().unwrap();
    client.queue("SELECT 6 / $1", &[&3i64]).unwrap();
    // New, and behind an error in its batch.
    client.queue("SELECT 6 / $1", &[&0i64]).unwrap();
    client.queue("SELECT 'later'", &[]).unwrap();
    client.send().unwrap();
    client.queue("SELECT 'later'", &[]).unwrap();
    client.send().unwrap();
    assert!(matches!(client.execute("SELECT 1", &[]), Err(Error::Usage(_))));
    let mut seen = Vec::new();
    let mut receive = |client: &mut cscert_postgresql::Client| {
        client.receive(&mut |at, row| -> Result<bool> {
            seen.push((at, row.get::<i64>(0).unwrap_or(-1)));
            Ok(true)
        })
    };
    assert_eq!(receive(&mut client).unwrap_err().sqlstate(), Some("22012"));
    assert_eq!(receive(&mut client).unwrap_err().sqlstate(), Some("22012"));
    assert_eq!(receive(&mut client).unwrap(), 1);
    assert_eq!(seen, [(0, 6), (0, 2), (0, -1)]);
    assert_eq!(number(&mut client, "SELECT 9"), 9);
}

#[test]
fn a_rollback_drops_what_is_under_way() {
    let mut client = session();
    client.script("CREATE TEMP TABLE t (a bigint)").unwrap();
    client.begin("").unwrap();
    client.queue("INSERT INTO t VALUES ($1)", &[&1i64]).unwrap();
    client.send().unwrap();
    client.queue("INSERT INTO t VALUES ($1)", &[&2i64]).unwrap();
    client.send().unwrap();
    client.queue("SELECT 'never sent'", &[]).unwrap();
    assert_eq!(client.under_way(), 2);
    assert!(!client.is_usable());
    client.rollback().unwrap();
    assert!(client.is_usable());
    assert_eq!(number(&mut client, "SELECT count(*) FROM t"), 0);
    client.execute("SELECT 'never sent'", &[]).unwrap();
}

/// Both sides have more to say than the system holds for them.
#[test]
fn large_batches_with_large_answers_do_not_stop_each_other() {
    let mut client = session();
    let value = "x".repeat(100_000);
    for _ in 0..10 {
        for _ in 0..20 {
            client.queue("SELECT $1::text", &[&value]).unwrap();
        }
        client.send().unwrap();
    }
    let mut rows = 0;
    for _ in 0..10 {
        client
            .receive(&mut |_, row| -> Result<bool> {
                assert_eq!(row.get::<&str>(0)?.len(), value.len());
                rows += 1;
                Ok(true)
            })
            .unwrap();
    }
    assert_eq!(rows, 200);
}
