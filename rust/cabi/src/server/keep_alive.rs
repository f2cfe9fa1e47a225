//! Keep-alives of a connection, which the standard library does not set.

use std::io;
use std::net::TcpStream;
#[cfg(unix)]
use std::os::raw::c_int;
use std::time::Duration;

use cscert_postgresql::KeepAlive;

/// Has the system find out that a silent connection is dead.
#[cfg(unix)]
pub(super) fn set(stream: &TcpStream, keep_alive: &KeepAlive) -> io::Result<()> {
    #[cfg(target_os = "macos")]
    use libc::TCP_KEEPALIVE as TCP_KEEPIDLE;
    #[cfg(not(target_os = "macos"))]
    use libc::TCP_KEEPIDLE;

    let probes = keep_alive.count.map(|count| count.try_into().unwrap_or(c_int::MAX));
    #[cfg(target_os = "linux")]
    let patience = keep_alive.user_timeout.map(|time| time.as_millis().try_into().unwrap_or(c_int::MAX));
    let options = [
        (libc::SOL_SOCKET, libc::SO_KEEPALIVE, Some(1)),
        (libc::IPPROTO_TCP, TCP_KEEPIDLE, keep_alive.idle.map(whole_seconds)),
        (libc::IPPROTO_TCP, libc::TCP_KEEPINTVL, keep_alive.interval.map(whole_seconds)),
        (libc::IPPROTO_TCP, libc::TCP_KEEPCNT, probes),
        #[cfg(target_os = "linux")]
        (libc::IPPROTO_TCP, libc::TCP_USER_TIMEOUT, patience),
    ];
    for (level, option, value) in options {
        if let Some(value) = value {
            set_option(stream, level, option, value)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn whole_seconds(time: Duration) -> c_int {
    time.as_secs().max(1).try_into().unwrap_or(c_int::MAX)
}

#[cfg(unix)]
fn set_option(stream: &TcpStream, level: c_int, option: c_int, value: c_int) -> io::Result<()> {
    use std::os::unix::io::AsRawFd;

    let size = std::mem::size_of_val(&value) as libc::socklen_t;
    // SAFETY: the socket is open while it is borrowed, and the value is an int, as every one of these options takes.
    let done = unsafe {
        libc::setsockopt(stream.as_raw_fd(), level, option, std::ptr::addr_of!(value).cast(), size)
    };
    match done {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Has the system find out that a silent connection is dead. Windows sets the number of probes itself.
#[cfg(windows)]
pub(super) fn set(stream: &TcpStream, keep_alive: &KeepAlive) -> io::Result<()> {
    use std::os::windows::io::AsRawSocket;
    use winapi::shared::mstcpip::{tcp_keepalive, SIO_KEEPALIVE_VALS};
    use winapi::um::winsock2::{WSAGetLastError, WSAIoctl};

    // What Windows takes where nobody says: https://learn.microsoft.com/windows/win32/winsock/sio-keepalive-vals
    const IDLE: Duration = Duration::from_secs(2 * 60 * 60);
    const INTERVAL: Duration = Duration::from_secs(1);

    let milliseconds = |time: Duration| time.as_millis().try_into().unwrap_or(u32::MAX);
    let mut values = tcp_keepalive {
        onoff: 1,
        keepalivetime: milliseconds(keep_alive.idle.unwrap_or(IDLE)),
        keepaliveinterval: milliseconds(keep_alive.interval.unwrap_or(INTERVAL)),
    };
    let mut returned = 0;
    // SAFETY: the socket is open while it is borrowed; the input is the struct that this request takes, it has no output, and it is done
    // when the call returns.
    let done = unsafe {
        WSAIoctl(
            stream.as_raw_socket() as _,
            SIO_KEEPALIVE_VALS,
            std::ptr::addr_of_mut!(values).cast(),
            std::mem::size_of_val(&values) as u32,
            std::ptr::null_mut(),
            0,
            &mut returned,
            std::ptr::null_mut(),
            None,
        )
    };
    match done {
        0 => Ok(()),
        // SAFETY: it reads this thread's last error, and has no conditions.
        _ => Err(io::Error::from_raw_os_error(unsafe { WSAGetLastError() })),
    }
}
