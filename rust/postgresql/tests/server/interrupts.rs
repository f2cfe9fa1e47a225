use std::thread;
use std::time::{Duration, Instant};

use cscert_postgresql::{Client, Error, Interrupter};

use crate::support::config;
use crate::{number, session, string, LONG};

/// Interrupts soon.
fn soon(interrupter: &Interrupter) {
    let interrupter = interrupter.clone();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        interrupter.interrupt();
    });
}

/// The promise is 200 ms; a machine with other work is given more.
const PROMPT: Duration = Duration::from_secs(5);

#[test]
fn an_interrupt_cancels_what_the_server_does() {
    let mut client = session();
    for text in [
        "SELECT pg_sleep(60)",
        "SELECT count(*) FROM generate_series(1, 100000000) a, generate_series(1, 1000) b",
    ] {
        let interrupter = Interrupter::default();
        client.set_interrupter(&interrupter);
        soon(&interrupter);
        let start = Instant::now();
        let error = client.execute(text, &[]).unwrap_err();
        assert!(matches!(error, Error::Interrupted), "{:?}", error);
        assert!(start.elapsed() < PROMPT, "{:?}", start.elapsed());
        // With time enough to cancel, the connection goes on. A loaded machine may have left it.
        client.set_interrupter(&Interrupter::default());
        if client.is_broken() {
            client = session();
        } else {
            assert_eq!(number(&mut client, "SELECT 4"), 4);
        }
    }
}

#[test]
fn an_interrupt_ends_a_stream_of_rows() {
    let mut client = session();
    let interrupter = Interrupter::default();
    client.set_interrupter(&interrupter);
    let mut rows = 0u64;
    let result = client.query::<Error>(
        "SELECT repeat('x', 500) FROM generate_series(1, 10000) a, generate_series(1, 10000) b",
        &[],
        &mut |_| {
            rows += 1;
            if rows == 1000 {
                interrupter.interrupt();
            }
            Ok(true)
        },
    );
    assert!(matches!(result, Err(Error::Interrupted)), "{:?}", result);
    assert!((1000..100_000_000).contains(&rows));
}

#[test]
fn cancelling_works_over_every_kind_of_connection() {
    let folder = crate::file("socket");
    let socket = format!("host={} hostaddr='' ", folder);
    for more in ["sslmode=verify-full", "sslmode=disable", socket.as_str()] {
        let mut cancelled = 0;
        for _ in 0..20 {
            let interrupter = Interrupter::default();
            let _server = session();
            let mut client = Client::connect(&config(&string(more)), &interrupter).unwrap();
            soon(&interrupter);
            assert!(
                matches!(client.execute("SELECT pg_sleep(60)", &[]), Err(Error::Interrupted)),
                "{}",
                more
            );
            if !client.is_broken() {
                cancelled += 1;
                break;
            }
        }
        assert!(cancelled > 0, "{}", more);
    }
}

#[test]
fn a_time_limit_of_the_client_s() {
    let mut client = session();
    client.set_timeout(Duration::from_millis(300));
    let start = Instant::now();
    let error = client.execute("SELECT pg_sleep(60)", &[]).unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{:?}", error);
    assert!(start.elapsed() < LONG);
    // Rows that come in time, and a visitor that is slow, exceed nothing.
    let mut client = session();
    client.set_timeout(Duration::from_millis(700));
    let slow = "SELECT n, repeat('x', 60000) FROM generate_series(1, 10::bigint) n, pg_sleep(0.15) WHERE pg_sleep(0.15)::text = ''";
    let mut rows = 0;
    client
        .query::<Error>(slow, &[], &mut |_| {
            rows += 1;
            thread::sleep(Duration::from_millis(100));
            Ok(true)
        })
        .unwrap();
    assert_eq!(rows, 10);
}

#[test]
fn a_time_limit_of_the_server_s() {
    let mut config = config(&string(""));
    config.set_setting("statement_timeout", "200");
    let _server = session();
    let mut client = Client::connect(&config, &Interrupter::default()).unwrap();
    let error = client.execute("SELECT pg_sleep(60)", &[]).unwrap_err();
    assert!(matches!(error, Error::Server(_)), "{:?}", error);
    assert_eq!(error.sqlstate(), Some("57014"));
    assert!(!client.is_broken());
}

#[test]
fn a_change_is_not_cancelled() {
    let mut watcher = session();
    watcher.script("DROP TABLE IF EXISTS uncancelled; CREATE TABLE uncancelled (a bigint)").unwrap();
    let mut client = session();
    let interrupter = Interrupter::default();
    client.set_interrupter(&interrupter);
    soon(&interrupter);
    let error = client
        .change::<Error>(
            "INSERT INTO uncancelled SELECT 1 FROM (SELECT pg_sleep(1) OFFSET 0) s",
            &[],
            &mut |_| Ok(true),
        )
        .unwrap_err();
    assert!(
        matches!(&error, Error::OutcomeUnknown(why) if matches!(**why, Error::Interrupted)),
        "{:?}",
        error
    );
    assert!(client.is_broken());
    let start = Instant::now();
    while number(&mut watcher, "SELECT count(*) FROM uncancelled") == 0 {
        assert!(start.elapsed() < LONG, "the change was lost");
        thread::sleep(Duration::from_millis(20));
    }
}
