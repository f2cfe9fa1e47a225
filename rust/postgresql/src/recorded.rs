//! A server that is nothing but bytes: what it may say, without sockets and therefore often.

use std::io::{self, Read, Write};
use std::time::Duration;

use proptest::prelude::*;

use crate::cancel::CancelKey;
use crate::client::Client;
use crate::config::passfile::Found;
use crate::config::{ChannelBinding, Config, Environment, Secret};
use crate::connect::{log_in, Authentication, Channel, Target};
use crate::error::Error;
use crate::interrupt::Interrupter;
use crate::link::Link;
use crate::stream::Stream;
use crate::wait::Wait;

/// `CSCERT_TEST_CASES=100000` for longer.
fn cases() -> u32 {
    std::env::var("CSCERT_TEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1000)
}

/// What the server says, in pieces of that many bytes; whatever it is told is lost.
struct Recorded {
    said: Vec<u8>,
    at: usize,
    piece: usize,
}

impl Read for Recorded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.piece.min(buffer.len()).min(self.said.len() - self.at);
        buffer[..count].copy_from_slice(&self.said[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

impl Write for Recorded {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stream for Recorded {
    fn set_nonblocking(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }
}

/// All that a client does. How many of its calls succeeded.
fn converse(said: Vec<u8>, piece: usize, channel: Channel<'_>) -> usize {
    let interrupter = Interrupter::default();
    let environment = Environment { variable: &|_| None, os_user: None };
    let config = Config::parse("host=127.0.0.1 user=u sslmode=disable", &environment).unwrap();
    let mut wait = Wait::whole(&interrupter, Duration::from_secs(60));
    let mut targets = Target::of(&config.hosts[0], config.keep_alive, None, &mut wait).unwrap();
    let mut link = Link::new(Box::new(Recorded { said, at: 0, piece }));
    let password = Found::Password(Secret::new("secret"));
    let authentication = Authentication::new("u", password, channel, ChannelBinding::Prefer);
    let greeting = match log_in(&mut link, &config, authentication, &mut wait) {
        Ok(greeting) => greeting,
        Err(_) => return 0,
    };
    let cancel = CancelKey {
        target: targets.remove(0),
        tls: None,
        process: greeting.process,
        secret: greeting.secret,
    };
    let mut client = Client::new(link, greeting, cancel, "host".to_owned(), &config, &interrupter);
    let mut done = 1;
    let mut count = |worked: bool| done += usize::from(worked);
    for _ in 0..2 {
        let rows = client.query::<Error>("SELECT $1", &[&1i64], &mut |row| {
            for at in 0..=row.len() {
                let _ = (row.get::<i64>(at), row.get::<i32>(at), row.get::<&str>(at), row.get::<bool>(at));
                let _ = (
                    row.get::<Vec<Option<i64>>>(at),
                    row.get::<Option<Vec<&str>>>(at),
                    row.get::<[u8; 16]>(at),
                );
            }
            Ok(true)
        });
        count(rows.is_ok());
    }
    count(client.begin("").is_ok() && client.execute("SELECT 2", &[]).is_ok());
    count(client.commit().is_ok());
    count(client.queue("SELECT 3", &[]).and_then(|()| client.send()).is_ok());
    count(client.receive::<Error>(&mut |_, _| Ok(false)).is_ok());
    count(client.change::<Error>("SELECT 4", &[], &mut |_| Ok(true)).is_ok());
    count(client.script("SELECT 5; SELECT 6").is_ok());
    count(client.in_hot_standby().is_ok());
    for statements in [[("SELECT 8", &[] as &[_])], [("SELECT 9", &[])]] {
        count(client.ask_ahead(&statements).is_ok());
    }
    for sql in ["SELECT 7", "SELECT 8", "SELECT 9"] {
        count(client.execute(sql, &[]).is_ok());
    }
    count(client.ask_ahead(&[("SELECT 8", &[])]).is_ok());
    client.abandon_ahead();
    let _ = (client.major_version(), client.rollback());
    if client.is_broken() {
        assert!(client.execute("SELECT 7", &[]).is_err() && !client.is_usable());
    }
    done
}

fn message(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut message = vec![tag];
    message.extend((body.len() as u32 + 4).to_be_bytes());
    message.extend(body);
    message
}

/// The server's part of all that, each message by itself.
fn right() -> Vec<Vec<u8>> {
    let mut said = vec![message(b'R', &[0; 4])];
    for text in ["server_version\x0015.3\0", "server_encoding\0UTF8\0", "in_hot_standby\0off\0"] {
        said.push(message(b'S', &text.bytes().collect::<Vec<_>>()));
    }
    said.push(message(b'K', &[0, 0, 0, 7, 0, 0, 0, 9]));
    said.push(message(b'Z', b"I"));
    let array = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1];
    let mut row = vec![0, 2, 0, 0, 0, array.len() as u8];
    row.extend(array);
    row.extend([255; 4]);
    let answer = |said: &mut Vec<Vec<u8>>, new: bool, begins: bool, status: &[u8]| {
        if new {
            said.extend([
                message(b'1', b""),
                message(b'Z', if status == b"I" || begins { b"I" } else { b"T" }),
            ]);
        }
        if begins {
            said.extend([message(b'1', b""), message(b'2', b""), message(b'C', b"BEGIN\0")]);
        }
        said.extend([message(b'2', b""), message(b'D', &row), message(b'N', b"VWARNING\0C01000\0Mx\0\0")]);
        said.extend([message(b'C', b"SELECT 1\0"), message(b'Z', status)]);
    };
    answer(&mut said, true, false, b"I");
    answer(&mut said, false, false, b"I");
    answer(&mut said, true, true, b"T");
    said.extend([message(b'C', b"COMMIT\0"), message(b'Z', b"I")]);
    answer(&mut said, true, false, b"I");
    answer(&mut said, true, false, b"I");
    said.extend([
        message(b'C', b"SELECT 1\0"),
        message(b'I', b""),
        message(b'A', &[0; 6]),
        message(b'Z', b"I"),
    ]);
    for new in [true, true, true, false] {
        answer(&mut said, new, false, b"I");
    }
    said
}

#[test]
fn a_right_conversation_is_understood() {
    for piece in [1, 7, usize::MAX] {
        assert_eq!(converse(right().concat(), piece, Channel::Open), 16);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn any_conversation_ends(said in proptest::collection::vec(any::<u8>(), 0..200), piece in 1usize..50) {
        converse(said, piece, Channel::Tls(Some(&[7; 32])));
    }

    /// Bytes of a right conversation are changed, taken away and put in.
    #[test]
    fn a_conversation_with_a_fault_ends(
        faults in proptest::collection::vec((any::<u16>(), 0usize..6, proptest::collection::vec(any::<u8>(), 0..6)), 1..4),
        piece in 1usize..200,
    ) {
        let mut said = right().concat();
        for (at, cut, put) in faults {
            let at = usize::from(at) % said.len();
            let end = (at + cut).min(said.len());
            said.splice(at..end, put);
        }
        converse(said, piece, Channel::Local);
    }

    /// Messages change places, come twice or not at all.
    #[test]
    fn messages_in_any_order_end(order in proptest::collection::vec(any::<u8>(), 0..40), head in 0usize..8, piece in 1usize..200) {
        let right = right();
        let mut said = right[..head.min(6)].concat();
        for at in order {
            said.extend(&right[usize::from(at) % right.len()]);
        }
        converse(said, piece, Channel::Open);
    }

    /// The log-in's questions, with any content.
    #[test]
    fn any_question_ends(number in 0u8..15, body in proptest::collection::vec(any::<u8>(), 0..60), mechanism in any::<bool>()) {
        let mut question = vec![0, 0, 0, number];
        question.extend(&body);
        let mut said = Vec::new();
        if mechanism {
            said.extend(message(b'R', b"\0\0\0\x0aSCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0"));
        }
        said.extend(message(b'R', &question));
        said.extend(right().concat());
        converse(said, usize::MAX, Channel::Tls(Some(&[7; 32])));
    }
}
