use std::time::{Duration, Instant};

use cscert_postgresql::{Client, Error, Parameter, Result};

use crate::{number, session};

const VALUE: &str = "SELECT a, $1 FROM ahead";

/// Of a table with one row.
fn value(client: &mut Client, tag: i64) -> i64 {
    client.query_one(VALUE, &[&tag], |row| row.get(0)).unwrap().unwrap()
}

fn ask_ahead(client: &mut Client, tag: i64) {
    client.ask_ahead(&[(VALUE, &[&tag])]).unwrap();
}

fn with_table() -> Client {
    let mut client = session();
    client.script("CREATE TEMP TABLE ahead (a bigint); INSERT INTO ahead VALUES (1)").unwrap();
    assert_eq!(value(&mut client, 0), 1);
    client
}

/// Changes the value in the way of a question, which forgets nothing.
fn set(client: &mut Client, new: i64) {
    client.execute("UPDATE ahead SET a = $1", &[&new]).unwrap();
}

#[test]
fn an_answer_is_as_it_was_when_the_question_was_asked_ahead() {
    let mut client = with_table();
    ask_ahead(&mut client, 7);
    ask_ahead(&mut client, 8);
    // The answers come meanwhile.
    for _ in 0..50 {
        assert!(client.is_usable());
        std::thread::sleep(Duration::from_millis(2));
    }
    set(&mut client, 2);
    // Other values make another question.
    assert_eq!(value(&mut client, 6), 2);
    assert_eq!(value(&mut client, 7), 1);
    // It was taken.
    assert_eq!(value(&mut client, 7), 2);
    assert_eq!(value(&mut client, 8), 1);
    assert!(client.is_usable());
}

#[test]
fn who_takes_an_answer_forgets_older_ones() {
    let mut client = with_table();
    ask_ahead(&mut client, 7);
    ask_ahead(&mut client, 8);
    assert_eq!(value(&mut client, 8), 1);
    set(&mut client, 2);
    assert_eq!(value(&mut client, 7), 2);
}

#[test]
fn changes_and_transactions_forget_answers() {
    let mut client = with_table();
    let forgetting: [fn(&mut Client); 4] = [
        |client| drop(client.change::<Error>("UPDATE ahead SET a = a + 1", &[], &mut |_| Ok(true)).unwrap()),
        |client| {
            client.begin("").unwrap();
            client.execute("UPDATE ahead SET a = a + 1", &[]).unwrap();
            drop(client.commit().unwrap());
        },
        |client| {
            client.abandon_ahead();
            set(client, 4);
        },
        |client| client.script("UPDATE ahead SET a = a + 1").unwrap(),
    ];
    for (forget, expected) in forgetting.iter().zip(2..) {
        ask_ahead(&mut client, 7);
        forget(&mut client);
        assert_eq!(value(&mut client, 7), expected);
    }
    // In a transaction nothing is asked ahead.
    client.begin("").unwrap();
    ask_ahead(&mut client, 7);
    set(&mut client, 9);
    assert_eq!(value(&mut client, 7), 9);
    client.rollback().unwrap();
}

#[test]
fn what_fails_ahead_is_an_error_of_whoever_wants_it() {
    let mut client = session();
    const SIXTH: &str = "SELECT 6 / $1";
    let ask = |client: &mut Client| client.ask_ahead(&[(SIXTH, &[&0i64])]).unwrap();
    ask(&mut client);
    assert_eq!(number(&mut client, "SELECT 9"), 9);
    assert_eq!(client.execute(SIXTH, &[&0i64]).unwrap_err().sqlstate(), Some("22012"));
    ask(&mut client);
    assert_eq!(client.execute(SIXTH, &[&0i64]).unwrap_err().sqlstate(), Some("22012"));
    ask(&mut client);
    let _ = client.change::<Error>("SELECT 1", &[], &mut |_| Ok(true)).unwrap();
    assert!(client.is_usable());
}

#[test]
fn several_statements_and_large_answers_are_kept_whole() {
    let mut client = session();
    let text = "x".repeat(1 << 20);
    const REPEATED: &str = "SELECT $1::text || g FROM generate_series(1, 10) g";
    let statements: [(&str, &[&dyn Parameter]); 2] = [(REPEATED, &[&text]), ("SELECT '!', 'end'", &[])];
    let seen = |client: &mut Client| {
        let mut seen = Vec::new();
        let count = client
            .query_all(&statements, &mut |place, row| -> Result<bool> {
                seen.push((place, row.len(), row.get::<String>(0)?));
                Ok(seen.len() < 11)
            })
            .unwrap();
        (count, seen)
    };
    let (count, expected) = seen(&mut client);
    assert_eq!((count, expected.len(), expected[10].1), (11, 11, 2));
    for others in [0, 1] {
        client.ask_ahead(&statements).unwrap();
        for _ in 0..others {
            assert_eq!(number(&mut client, "SELECT 9"), 9);
        }
        assert!(seen(&mut client) == (count, expected.clone()));
    }
}

#[test]
fn what_nobody_wants_is_cancelled() {
    let mut client = session();
    client.ask_ahead(&[("SELECT pg_sleep(60)", &[])]).unwrap();
    let start = Instant::now();
    client.abandon_ahead();
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    if client.is_usable() {
        assert_eq!(number(&mut client, "SELECT 9"), 9);
    }
}

#[test]
fn a_client_that_is_dropped_cancels_what_it_asked_ahead() {
    let mut client = session();
    let process = i64::from(client.process_id());
    client.ask_ahead(&[("SELECT pg_sleep(60)", &[])]).unwrap();
    let mut other = session();
    let mut is_busy = || {
        const BUSY: &str =
            "SELECT count(*) FROM pg_stat_activity WHERE pid = $1::bigint AND state = 'active'";
        other.query_one(BUSY, &[&process], |row| row.get::<i64>(0)).unwrap() == Some(1)
    };
    let start = Instant::now();
    while !is_busy() {
        assert!(start.elapsed() < Duration::from_secs(20));
    }
    drop(client);
    while is_busy() {
        assert!(start.elapsed() < Duration::from_secs(30));
    }
}

#[test]
fn questions_that_nobody_takes_are_limited() {
    let mut client = with_table();
    for tag in 0..1000 {
        ask_ahead(&mut client, tag);
    }
    set(&mut client, 2);
    assert_eq!(value(&mut client, 0), 1);
    assert_eq!(value(&mut client, 999), 2);
}

#[test]
fn batches_that_are_sent_get_their_own_answers() {
    let mut client = with_table();
    ask_ahead(&mut client, 7);
    client.queue("SELECT 9", &[]).unwrap();
    client.send().unwrap();
    // Another batch is under way: this one would get its answer.
    ask_ahead(&mut client, 8);
    let mut received = None;
    client
        .receive(&mut |_, row| -> Result<bool> {
            received = Some(row.get::<i64>(0)?);
            Ok(true)
        })
        .unwrap();
    assert_eq!(received, Some(9));
    set(&mut client, 2);
    assert_eq!((value(&mut client, 7), value(&mut client, 8)), (1, 2));
}
