//! Servers that do what none should: nonsense, lengths that nobody could send, silence. Every call ends, with an error that says what
//! happened; nothing is taken for done that may not be.

mod support;

use std::io::Write;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use cscert_postgresql::{Client, Error, Interrupter, TransactionStatus};
use proptest::prelude::*;
use support::fake::*;
use support::{config, connect};

/// More than anything here may take, and less than the time limits that do not apply.
const LONG: Duration = Duration::from_secs(15);

fn server(answers: Vec<Vec<u8>>) -> (Client, Fake<()>) {
    let fake = Fake::start(move |mut stream| {
        answer_with(&mut stream, &answers);
        wait_for_the_end(&mut stream);
    });
    (connect(&fake.connection()).unwrap(), fake)
}

/// The single attempt's error of a connection that was not made.
fn refused(text: &str) -> Error {
    match connect(text) {
        Err(Error::Connect(mut attempts)) if attempts.len() == 1 => attempts.remove(0).error,
        Err(Error::Login { error, .. }) => *error,
        other => panic!("{:?}", other),
    }
}

/// What is sent to a client that logs in.
fn greet_with(bytes: Vec<u8>) -> Error {
    let fake = Fake::start(move |mut stream| {
        read_first(&mut stream);
        stream.write_all(&bytes).unwrap();
        wait_for_the_end(&mut stream);
    });
    let start = Instant::now();
    let error = refused(&format!("{} connect_timeout=2", fake.connection()));
    assert!(start.elapsed() < LONG);
    error
}

#[test]
fn nonsense_instead_of_a_greeting() {
    for bytes in [
        &b"HTTP/1.1 400 Bad Request\r\n\r\n"[..],
        b"SSH-2.0-OpenSSH\r\n",
        &[0; 64],
        &[0xff; 64],
        &message(b'Z', b"I"),
        &message(b'R', &[0, 0, 0, 99]),
        &message(b'R', &[0]),
        &message(b'D', b""),
        b"R\0\0\0\0",
        b"R\0\0\0\x03",
        b"R\x7f\xff\xff\xff\0\0\0\0",
        b"R\xff\xff\xff\xff\0\0\0\0",
    ] {
        let error = greet_with(bytes.to_vec());
        assert!(matches!(error, Error::Protocol(_)), "{:?}: {:?}", bytes, error);
    }
}

#[test]
fn a_greeting_that_stops() {
    let whole = greeting(false);
    let fake = Fake::start(|mut stream: TcpStream| {
        read_first(&mut stream);
        stream.write_all(&greeting(false)[..20]).unwrap();
    });
    match refused(&fake.connection()) {
        Error::Lost(why) => assert!(why.contains("middle"), "{}", why),
        other => panic!("{:?}", other),
    }
    match greet_with(whole[..whole.len() - 1].to_vec()) {
        Error::Timeout(limit) => assert_eq!(limit, Duration::from_secs(2)),
        other => panic!("{:?}", other),
    }
}

#[test]
fn a_greeting_byte_by_byte() {
    let fake = Fake::start(|mut stream: TcpStream| {
        stream.set_nodelay(true).unwrap();
        read_first(&mut stream);
        for byte in greeting(false) {
            stream.write_all(&[byte]).unwrap();
        }
        wait_for_the_end(&mut stream);
    });
    let client = connect(&fake.connection()).unwrap();
    assert_eq!((client.major_version(), client.process_id()), (15, 7));
}

#[test]
fn nobody_is_there() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = refused(&format!("host=127.0.0.1 port={} user=u sslmode=disable", port));
    assert!(matches!(error, Error::Unreachable(_)), "{:?}", error);
    let error = refused("host=no-such-host.invalid user=u sslmode=disable");
    assert!(matches!(error, Error::Unreachable(_)), "{:?}", error);
    if cfg!(unix) {
        assert!(matches!(refused("host=/no/such/folder user=u"), Error::Unreachable(_)));
    }
}

#[test]
fn a_server_without_tls() {
    let fake = Fake::start(|mut stream: TcpStream| {
        read_first(&mut stream);
        stream.write_all(b"N").unwrap();
        read_first(&mut stream)
    });
    let text = fake.connection().replace("sslmode=disable", "sslmode=verify-full");
    match refused(&text) {
        Error::Tls(why) => assert!(why.contains("verify-full"), "{}", why),
        other => panic!("{:?}", other),
    }
    assert_eq!(fake.seen.recv().unwrap(), b"", "nothing is sent in the clear");
}

#[test]
fn an_answer_to_the_question_for_tls_that_is_none() {
    let fake = Fake::start(|mut stream: TcpStream| {
        read_first(&mut stream);
        stream.write_all(b"E").unwrap();
        wait_for_the_end(&mut stream);
    });
    let text = fake.connection().replace("sslmode=disable", "sslmode=require");
    assert!(matches!(refused(&text), Error::Protocol(_)));
}

#[test]
fn authentication_methods_that_are_not_known_are_named() {
    for (number, name) in [(2, "krb5"), (6, "scm"), (7, "gss"), (9, "sspi")] {
        let error = greet_with(message(b'R', &[0, 0, 0, number])).to_string();
        assert!(error.contains(name) && error.contains("scram-sha-256"), "{}", error);
    }
    let error = greet_with(message(b'R', b"\0\0\0\x0aSCRAM-MD4\0\0")).to_string();
    assert!(error.contains("SASL") && error.contains("scram-sha-256"), "{}", error);
}

#[test]
fn a_password_is_not_sent_where_anybody_may_listen() {
    let fake = Fake::start(|mut stream: TcpStream| {
        read_first(&mut stream);
        stream.write_all(&message(b'R', &[0, 0, 0, 3])).unwrap();
        read_message(&mut stream)
    });
    let error = refused(&format!("{} password=hunter2", fake.connection()));
    assert!(error.to_string().contains("encrypted"), "{}", error);
    assert_eq!(fake.seen.recv().unwrap(), None);
}

#[test]
fn a_missing_password_is_said() {
    let error = greet_with(message(b'R', &[0, 0, 0, 5, 1, 2, 3, 4])).to_string();
    assert!(error.contains(".pgpass"), "{}", error);
}

/// Begins SCRAM, then sends this.
fn scram_with(next: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Error {
    let fake = Fake::start(move |mut stream: TcpStream| {
        read_first(&mut stream);
        stream.write_all(&message(b'R', b"\0\0\0\x0aSCRAM-SHA-256\0\0")).unwrap();
        let first = read_message(&mut stream).unwrap().1;
        let text = String::from_utf8_lossy(&first).into_owned();
        let nonce = text.rsplit("r=").next().unwrap().to_owned();
        stream.write_all(&next(&nonce)).unwrap();
        wait_for_the_end(&mut stream);
    });
    let start = Instant::now();
    let error = refused(&format!("{} password=x connect_timeout=5", fake.connection()));
    assert!(start.elapsed() < LONG);
    error
}

#[test]
fn a_server_must_prove_that_it_knows_the_password() {
    let error = scram_with(|_| greeting(false));
    assert!(matches!(&error, Error::Protocol(why) if why.contains("proof")), "{:?}", error);
    let error = scram_with(|nonce| {
        let mut all = message(b'R', format!("\0\0\0\x0br={}abc,s=c2FsdA==,i=1", nonce).as_bytes());
        all.extend(message(b'R', b"\0\0\0\x0cv=AAAA"));
        all.extend(greeting(false));
        all
    });
    assert!(matches!(&error, Error::Protocol(why) if why.contains("proof")), "{:?}", error);
}

#[test]
fn hashing_a_password_has_an_end() {
    let error = scram_with(|nonce| {
        message(b'R', format!("\0\0\0\x0br={}abc,s=c2FsdA==,i=4000000000", nonce).as_bytes())
    });
    assert!(matches!(&error, Error::Protocol(why) if why.contains("hashed")), "{:?}", error);
    for next in
        [&b"\0\0\0\x0b"[..], b"\0\0\0\x0b\xff\xff", b"\0\0\0\x0br=other,s=c2FsdA==,i=1", b"\0\0\0\x0cv=AAAA"]
    {
        let next = next.to_vec();
        assert!(matches!(scram_with(move |_| message(b'R', &next)), Error::Protocol(_)));
    }
}

#[test]
fn channel_binding_that_is_required_and_not_to_be_had() {
    let fake = Fake::start(|mut stream: TcpStream| {
        read_first(&mut stream);
        stream.write_all(&greeting(false)).unwrap();
    });
    let error = refused(&format!("{} channel_binding=require", fake.connection()));
    assert!(error.to_string().contains("channel_binding"), "{}", error);
}

#[test]
fn servers_that_are_too_old_or_of_another_encoding() {
    let greet = |version: &str, encoding: &str| {
        let mut all = message(b'R', &[0; 4]);
        all.extend(parameter("server_version", version));
        all.extend(parameter("server_encoding", encoding));
        all.extend(ready(b'I'));
        greet_with(all).to_string()
    };
    assert!(greet("12.9", "UTF8").contains("13"));
    assert!(greet("what?", "UTF8").contains("13"));
    assert!(greet("15.1", "LATIN1").contains("LATIN1"));
}

#[test]
fn hosts_are_tried_in_their_order() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let starting = Fake::start(|mut stream: TcpStream| {
        read_first(&mut stream);
        stream.write_all(&error("FATAL", "57P03")).unwrap();
    });
    let good = Fake::start(|mut stream: TcpStream| answer_with(&mut stream, &[]));
    let text = |ports: &[u16], more: &str| {
        let hosts = vec!["127.0.0.1"; ports.len()].join(",");
        let ports: Vec<String> = ports.iter().map(ToString::to_string).collect();
        format!("host={} port={} user=u sslmode=disable {}", hosts, ports.join(","), more)
    };
    let client = connect(&text(&[closed, starting.port, good.port], "")).unwrap();
    assert_eq!(client.host(), format!("127.0.0.1:{}", good.port));

    let refusing = Fake::start(|mut stream: TcpStream| {
        read_first(&mut stream);
        stream.write_all(&error("FATAL", "28P01")).unwrap();
    });
    let error = connect(&text(&[refusing.port, good.port], "")).unwrap_err();
    assert!(matches!(error, Error::Login { .. }), "{:?}", error);
    assert_eq!(error.sqlstate(), Some("28P01"));
    assert!(error.to_string().contains(&refusing.port.to_string()));

    let standby = Fake::start(|mut stream: TcpStream| {
        read_first(&mut stream);
        stream.write_all(&greeting(true)).unwrap();
        wait_for_the_end(&mut stream);
    });
    let good = Fake::start(|mut stream: TcpStream| {
        answer_with(&mut stream, &[]);
        wait_for_the_end(&mut stream);
    });
    let (primary, standby) = (good.port, standby.port);
    for (attributes, expected) in [
        ("any", standby),
        ("read-write", primary),
        ("primary", primary),
        ("read-only", standby),
        ("standby", standby),
        ("prefer-standby", standby),
    ] {
        let text = text(&[standby, primary], &format!("target_session_attrs={}", attributes));
        assert_eq!(connect(&text).unwrap().host(), format!("127.0.0.1:{}", expected), "{}", attributes);
    }
    let only = connect(&text(&[primary], "target_session_attrs=prefer-standby")).unwrap();
    assert_eq!(only.host(), format!("127.0.0.1:{}", primary));
    match connect(&text(&[standby, closed], "target_session_attrs=primary")).unwrap_err() {
        Error::Connect(attempts) => {
            assert_eq!(attempts.len(), 2);
            assert!(attempts[0].error.to_string().contains("standby"));
        }
        other => panic!("{:?}", other),
    }
}

#[test]
fn an_interrupt_ends_a_log_in() {
    let fake = Fake::start(|mut stream: TcpStream| wait_for_the_end(&mut stream));
    let interrupter = Interrupter::default();
    let other = interrupter.clone();
    let start = Instant::now();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        other.interrupt();
    });
    let mut config = config(&fake.connection());
    config.connect_timeout = LONG * 2;
    assert!(matches!(Client::connect(&config, &interrupter), Err(Error::Interrupted)));
    assert!(start.elapsed() < LONG);
}

#[test]
fn silence_after_a_statement() {
    let (mut client, _fake) = server(vec![]);
    client.set_timeout(Duration::from_millis(300));
    let error = client.execute("SELECT 1", &[]).unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{:?}", error);
    assert!(client.is_broken() && !client.is_usable());
    assert!(matches!(client.execute("SELECT 1", &[]), Err(Error::Lost(_))));
    client.rollback().unwrap();
}

#[test]
fn an_interrupt_ends_a_statement_that_nobody_answers_and_cancels_it() {
    // First the connection, then the one that the request to cancel comes over.
    let fake = Fake::start(|mut stream: TcpStream| {
        let first = read_first(&mut stream);
        if first[..4] == 80_877_102u32.to_be_bytes() {
            return first;
        }
        stream.write_all(&greeting(false)).unwrap();
        wait_for_the_end(&mut stream);
        first
    });
    let interrupter = Interrupter::default();
    let mut client = Client::connect(&config(&fake.connection()), &interrupter).unwrap();
    let other = interrupter.clone();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        other.interrupt();
    });
    let start = Instant::now();
    assert!(matches!(client.execute("SELECT pg_sleep(60)", &[]), Err(Error::Interrupted)));
    assert!(start.elapsed() < LONG);
    assert!(client.is_broken());
    assert!(matches!(client.execute("SELECT 1", &[]), Err(Error::Interrupted)));
    let cancel = fake.seen.recv_timeout(LONG).unwrap();
    assert_eq!(cancel, [&80_877_102u32.to_be_bytes()[..], &[0, 0, 0, 7, 0, 0, 0, 9]].concat());
}

#[test]
fn after_an_interrupt_nothing_is_sent_unless_shielded() {
    let interrupter = Interrupter::default();
    let fake = Fake::start(|mut stream: TcpStream| {
        read_first(&mut stream);
        stream.write_all(&greeting(false)).unwrap();
        let mut seen = Vec::new();
        while let Some((tag, _)) = read_message(&mut stream) {
            seen.push(tag);
            if tag == b'S' {
                let answer = if seen.iter().filter(|&&tag| tag == b'S').count() == 1 {
                    vec![]
                } else {
                    complete("SELECT 1")
                };
                stream.write_all(&[answer, ready(b'I')].concat()).unwrap();
            }
        }
        seen
    });
    let mut client = Client::connect(&config(&fake.connection()), &interrupter).unwrap();
    interrupter.interrupt();
    assert!(matches!(client.execute("SELECT 1", &[]), Err(Error::Interrupted)));
    assert!(matches!(client.queue("SELECT 1", &[]), Err(Error::Interrupted)));
    client.set_shielded(true);
    assert_eq!(client.execute("SELECT 1", &[]).unwrap(), 1);
    drop(client);
    assert_eq!(fake.seen.recv_timeout(LONG).unwrap(), b"PSBESX");
}

fn row(value: &[u8]) -> Vec<u8> {
    let mut body = vec![0, 1];
    body.extend((value.len() as u32).to_be_bytes());
    body.extend(value);
    message(b'D', &body)
}

#[test]
fn answers_that_are_none() {
    for answer in [
        message(b'G', &[0, 0, 0]),
        message(b'H', &[0, 0, 0]),
        message(b'q', b""),
        message(b'R', &[0; 4]),
        message(b'Z', b"?"),
        message(b'Z', b""),
        message(b'C', b"no end"),
        message(b'D', &[0, 1, 0, 0, 0, 9, 1]),
        message(b'D', &[0xff; 20]),
        message(b'D', b""),
        b"D\x40\0\0\0\0\x01".to_vec(),
        b"T\0\0\0\x01".to_vec(),
    ] {
        let (mut client, _fake) = server(vec![answer.clone()]);
        client.set_timeout(Duration::from_secs(5));
        let error = client.script("SELECT 1").unwrap_err();
        assert!(matches!(error, Error::Protocol(_)), "{:?}: {:?}", answer, error);
        assert!(client.is_broken());
    }
}

#[test]
fn a_connection_that_ends_in_the_middle_of_a_row() {
    let fake = Fake::start(|mut stream: TcpStream| {
        let whole = row(&[7; 100]);
        answer_with(&mut stream, &[[row(b"x"), whole[..50].to_vec()].concat()]);
    });
    let mut client = connect(&fake.connection()).unwrap();
    let mut rows = 0;
    client.begin("").unwrap();
    let error = client.script("SELECT 1");
    // The BEGIN was answered by the rows.
    assert!(matches!(&error, Err(Error::Lost(why)) if why.contains("middle")), "{:?}", error);
    let mut client = connect(&fake.connection()).unwrap();
    let error: Error = client
        .query("SELECT 1", &[], &mut |_| {
            rows += 1;
            Ok::<_, Error>(true)
        })
        .unwrap_err();
    assert!(matches!(error, Error::Lost(_)), "{:?}", error);
    assert_eq!(client.transaction(), TransactionStatus::Idle);
}

#[test]
fn a_fatal_error_is_told_instead_of_the_connection_s_end() {
    let fake = Fake::start(|mut stream: TcpStream| answer_with(&mut stream, &[error("FATAL", "57P01")]));
    let mut client = connect(&fake.connection()).unwrap();
    assert_eq!(client.script("SELECT 1").unwrap_err().sqlstate(), Some("57P01"));
    assert!(client.is_broken());
}

#[test]
fn who_writes_to_a_connection_that_was_closed_is_told_why() {
    let fake = Fake::start(|mut stream: TcpStream| {
        answer_with(&mut stream, &[]);
        stream.write_all(&error("FATAL", "57P01")).unwrap();
    });
    let mut client = connect(&fake.connection()).unwrap();
    fake.seen.recv_timeout(LONG).unwrap();
    let error = client.execute("SELECT $1", &[&vec![0u8; 20_000_000]]).unwrap_err();
    assert_eq!(error.sqlstate(), Some("57P01"), "{:?}", error);
    assert!(client.is_broken());
}

#[test]
fn an_idle_connection_that_the_server_closed_is_not_usable() {
    for (last, stays) in [
        (error("FATAL", "57P01"), false),
        (vec![], false),
        (ready(b'I'), true),
        (vec![b'N', 0], true),
        (vec![b'N', 0, 0, 0, 3], true),
    ] {
        let (sent, fake_sent) = std::sync::mpsc::channel();
        let sent = std::sync::Mutex::new(sent);
        let fake = Fake::start(move |mut stream: TcpStream| {
            answer_with(&mut stream, &[]);
            stream.write_all(&last).unwrap();
            if stays {
                sent.lock().unwrap().send(()).unwrap();
                wait_for_the_end(&mut stream);
            }
        });
        let mut client = connect(&fake.connection()).unwrap();
        if stays {
            fake_sent.recv_timeout(LONG).unwrap();
        } else {
            fake.seen.recv_timeout(LONG).unwrap();
        }
        let start = Instant::now();
        while client.is_usable() {
            assert!(start.elapsed() < LONG);
            thread::sleep(Duration::from_millis(1));
        }
        assert!(client.is_broken());
    }
    let (mut client, _fake) = server(vec![]);
    assert!(client.is_usable());
}

/// A server that begins a transaction and then does this instead of committing.
fn commit_with(answer: Vec<u8>, stays: bool) -> (Client, Fake<()>) {
    let begun = [complete("BEGIN"), complete("SELECT 1"), ready(b'T')].concat();
    let fake = Fake::start(move |mut stream| {
        answer_with(&mut stream, &[ready(b'I'), begun.clone(), answer.clone()]);
        if stays {
            wait_for_the_end(&mut stream);
        }
    });
    let mut client = connect(&fake.connection()).unwrap();
    client.set_timeout(Duration::from_millis(500));
    client.begin("").unwrap();
    assert_eq!(client.transaction(), TransactionStatus::Active);
    client.execute("SELECT 1", &[]).unwrap();
    assert_eq!(client.transaction(), TransactionStatus::Active);
    (client, fake)
}

#[test]
fn a_commit_without_an_answer_has_an_unknown_outcome() {
    let (mut client, _fake) = commit_with(vec![], false);
    match client.commit().unwrap_err() {
        Error::OutcomeUnknown(why) => assert!(matches!(*why, Error::Lost(_)), "{:?}", why),
        other => panic!("{:?}", other),
    }
    assert!(client.is_broken());

    let (mut client, _fake) = commit_with(vec![], true);
    match client.commit().unwrap_err() {
        Error::OutcomeUnknown(why) => assert!(matches!(*why, Error::Timeout(_)), "{:?}", why),
        other => panic!("{:?}", other),
    }

    let (mut client, _fake) = commit_with(error("FATAL", "57P01"), false);
    let error = client.commit().unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown(_)), "{:?}", error);
    assert_eq!(error.sqlstate(), Some("57P01"));

    let (mut client, _fake) = commit_with(message(b'q', b""), true);
    assert!(matches!(client.commit(), Err(Error::OutcomeUnknown(_))));
}

#[test]
fn a_commit_is_left_but_never_cancelled() {
    let begun = [complete("BEGIN"), complete("SELECT 1"), ready(b'T')].concat();
    let fake = Fake::start(move |mut stream: TcpStream| {
        let first = read_first(&mut stream);
        if first[..4] == 80_877_102u32.to_be_bytes() {
            return true;
        }
        stream.write_all(&greeting(false)).unwrap();
        read_until(&mut stream, b'S');
        read_until(&mut stream, b'S');
        stream.write_all(&[ready(b'I'), begun.clone()].concat()).unwrap();
        wait_for_the_end(&mut stream);
        false
    });
    let interrupter = Interrupter::default();
    let mut client = Client::connect(&config(&fake.connection()), &interrupter).unwrap();
    client.begin("").unwrap();
    client.execute("SELECT 1", &[]).unwrap();
    let other = interrupter.clone();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        other.interrupt();
    });
    match client.commit().unwrap_err() {
        Error::OutcomeUnknown(why) => assert!(matches!(*why, Error::Interrupted), "{:?}", why),
        other => panic!("{:?}", other),
    }
    drop(client);
    assert!(!fake.seen.recv_timeout(LONG).unwrap());
    assert!(fake.seen.recv_timeout(Duration::from_millis(300)).is_err(), "a request to cancel was sent");
}

#[test]
fn a_commit_that_was_a_rollback() {
    let (mut client, _fake) = commit_with([complete("ROLLBACK"), ready(b'I')].concat(), true);
    let error = client.commit().unwrap_err();
    assert!(matches!(error, Error::Server(_)), "{:?}", error);
    assert_eq!(error.sqlstate(), Some("25P02"));
    assert_eq!(client.transaction(), TransactionStatus::Idle);
    assert!(!client.is_broken());
}

#[test]
fn a_commit_s_warning_is_told() {
    let warning =
        message(b'N', b"SWARNING\0VWARNING\0C01000\0Mcanceling wait for synchronous replication\0\0");
    let notice = message(b'N', b"SNOTICE\0VNOTICE\0C00000\0Mby the way\0\0");
    let (mut client, _fake) = commit_with([notice, warning, complete("COMMIT"), ready(b'I')].concat(), true);
    let committed = client.commit().unwrap();
    assert_eq!(committed.warnings.len(), 1);
    assert_eq!(committed.warnings[0].code, "01000");
}

#[test]
fn the_server_s_error_on_a_change_is_certain() {
    let failed = [error("ERROR", "40001"), ready(b'I')].concat();
    let done = [complete("SELECT 3"), ready(b'I')].concat();
    let (mut client, _fake) = server(vec![ready(b'I'), failed, done]);
    let error: Error = client.change("SELECT f()", &[], &mut |_| Ok::<_, Error>(true)).unwrap_err();
    assert!(matches!(error, Error::Server(_)), "{:?}", error);
    assert_eq!(client.change::<Error>("SELECT f()", &[], &mut |_| Ok(true)).unwrap().rows, 3);
    client.set_timeout(Duration::from_millis(200));
    let error: Error = client.change("SELECT f()", &[], &mut |_| Ok::<_, Error>(true)).unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown(_)), "{:?}", error);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// A right conversation of which something is changed, cut out or put in.
    #[test]
    fn whatever_the_server_says_every_call_ends(
        at in 0usize..600,
        cut in 0usize..12,
        put in proptest::collection::vec(any::<u8>(), 0..12),
    ) {
        let mut said = greeting(false);
        for _ in 0..3 {
            said.extend(message(b'1', b""));
            said.extend(ready(b'I'));
            said.extend(message(b'2', b""));
            said.extend(row(&[0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1]));
            said.extend(message(b'N', b"SWARNING\0C01000\0Mx\0\0"));
            said.extend(complete("SELECT 1"));
            said.extend(ready(b'I'));
        }
        let at = at % said.len();
        let end = (at + cut).min(said.len());
        said.splice(at..end, put);
        let fake = Fake::start(move |mut stream: TcpStream| {
            read_first(&mut stream);
            let _ = stream.write_all(&said);
            let _ = stream.shutdown(std::net::Shutdown::Write);
            wait_for_the_end(&mut stream);
        });
        let mut config = config(&fake.connection());
        config.timeout = Duration::from_secs(5);
        let start = Instant::now();
        if let Ok(mut client) = Client::connect(&config, &Interrupter::default()) {
            for number in 0..3 {
                let visited = client.query::<Error>(&format!("SELECT {}", number), &[&7i64], &mut |row| {
                    let _ = (row.get::<Vec<Option<i64>>>(0), row.get::<i64>(0), row.get::<&str>(0));
                    Ok(true)
                });
                if visited.is_err() {
                    break;
                }
            }
        }
        prop_assert!(start.elapsed() < LONG);
    }
}
