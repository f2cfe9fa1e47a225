//! A server that says what a test wants.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{channel, Receiver};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// A server that does something to each connection, on a thread of its own; what it returns is sent to the test.
pub struct Fake<T> {
    pub port: u16,
    pub seen: Receiver<T>,
}

impl<T: Send + 'static> Fake<T> {
    pub fn start(serve: impl Fn(TcpStream) -> T + Send + Sync + 'static) -> Fake<T> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (give, seen) = channel();
        let serve = Arc::new(serve);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                let (serve, give) = (serve.clone(), give.clone());
                // Nobody may listen any more.
                thread::spawn(move || drop(give.send(serve(stream))));
            }
        });
        Fake { port, seen }
    }

    pub fn connection(&self) -> String {
        format!("host=127.0.0.1 port={} dbname=db user=tester sslmode=disable", self.port)
    }
}

pub fn message(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut message = vec![tag];
    message.extend((body.len() as u32 + 4).to_be_bytes());
    message.extend(body);
    message
}

pub fn parameter(name: &str, value: &str) -> Vec<u8> {
    message(b'S', format!("{}\0{}\0", name, value).as_bytes())
}

pub fn error(severity: &str, code: &str) -> Vec<u8> {
    message(b'E', format!("S{0}\0V{0}\0C{1}\0Mtold so\0\0", severity, code).as_bytes())
}

pub fn complete(tag: &str) -> Vec<u8> {
    message(b'C', format!("{}\0", tag).as_bytes())
}

pub fn ready(status: u8) -> Vec<u8> {
    message(b'Z', &[status])
}

/// What a server says to whom it lets in without a question.
pub fn greeting(standby: bool) -> Vec<u8> {
    let mut all = message(b'R', &[0, 0, 0, 0]);
    all.extend(parameter("server_version", "15.3 (fake)"));
    all.extend(parameter("server_encoding", "UTF8"));
    all.extend(parameter("in_hot_standby", if standby { "on" } else { "off" }));
    all.extend(parameter("default_transaction_read_only", "off"));
    all.extend(message(b'K', &[0, 0, 0, 7, 0, 0, 0, 9]));
    all.extend(ready(b'I'));
    all
}

/// A start-up message, or whatever else a connection begins with: a length, and what it counts.
pub fn read_first(stream: &mut TcpStream) -> Vec<u8> {
    let mut length = [0; 4];
    if stream.read_exact(&mut length).is_err() {
        return Vec::new();
    }
    let mut body = vec![0; (u32::from_be_bytes(length) as usize).saturating_sub(4)];
    let _ = stream.read_exact(&mut body);
    body
}

/// A message of a client that was let in; none when it has gone.
pub fn read_message(stream: &mut TcpStream) -> Option<(u8, Vec<u8>)> {
    let mut tag = [0];
    stream.read_exact(&mut tag).ok()?;
    Some((tag[0], read_first(stream)))
}

/// Reads until the message with that tag.
pub fn read_until(stream: &mut TcpStream, tag: u8) {
    while let Some((read, _)) = read_message(stream) {
        if read == tag {
            return;
        }
    }
}

/// Lets the client in, and gives an answer to each statement it sends.
pub fn answer_with(stream: &mut TcpStream, answers: &[Vec<u8>]) {
    read_first(stream);
    stream.write_all(&greeting(false)).unwrap();
    for answer in answers {
        loop {
            match read_message(stream) {
                None => return,
                Some((b'Q' | b'S', _)) => break,
                Some(_) => {}
            }
        }
        if stream.write_all(answer).is_err() {
            return;
        }
    }
}

/// Waits until the client has gone.
pub fn wait_for_the_end(stream: &mut TcpStream) {
    while stream.read(&mut [0; 1024]).map_or(false, |count| count > 0) {}
}
