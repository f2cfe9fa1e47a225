//! Between a client and the server: cuts connections, and counts questions.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, AtomicU8, Ordering};
use std::sync::Arc;

/// What becomes of the next commit.
pub const DONE: u8 = 0;
pub const CUT_BEFORE: u8 = 1;
pub const CUT_AFTER: u8 = 2;

/// Stands between a client and the server, and cuts a connection where it is told to.
pub struct Proxy {
    pub port: u16,
    pub next: Arc<AtomicU8>,
    /// How often a client asked something and waited.
    pub asked: Arc<AtomicU32>,
}

impl Proxy {
    pub fn start(server: (String, u16)) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let proxy = Proxy { port, next: Arc::default(), asked: Arc::default() };
        let (next, asked) = (proxy.next.clone(), proxy.asked.clone());
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (client, server) = (client.unwrap(), TcpStream::connect(&server).unwrap());
                let answering = (server.try_clone().unwrap(), client.try_clone().unwrap());
                let (next, asked, muted) = (next.clone(), asked.clone(), Arc::new(AtomicU8::new(0)));
                let is_muted = muted.clone();
                std::thread::spawn(move || {
                    pump(answering.0, answering.1, |_| is_muted.load(Ordering::SeqCst) == 0)
                });
                std::thread::spawn(move || {
                    pump(client, server, |bytes| {
                        let is_question = bytes.windows(5).any(|window| window == b"S\0\0\0\x04");
                        asked.fetch_add(is_question.into(), Ordering::SeqCst);
                        let commits = bytes.windows(7).any(|window| window == b"COMMIT\0");
                        match if commits { next.swap(DONE, Ordering::SeqCst) } else { DONE } {
                            CUT_BEFORE => false,
                            CUT_AFTER => {
                                muted.store(1, Ordering::SeqCst);
                                true
                            }
                            _ => true,
                        }
                    })
                });
            }
        });
        proxy
    }
}

/// Hands bytes on until one side ends or `goes_on` says no; both sides are closed then.
fn pump(mut from: TcpStream, mut to: TcpStream, goes_on: impl Fn(&[u8]) -> bool) {
    let mut bytes = [0; 1 << 16];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        if !goes_on(&bytes[..count]) || to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
