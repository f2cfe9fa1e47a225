//! The account of this thread: the one that it impersonates, else that of the process.

use std::io;
use std::ptr::null_mut;

use winapi::shared::minwindef::{BOOL, DWORD, FALSE, TRUE};
use winapi::shared::winerror::ERROR_NO_TOKEN;
use winapi::um::processthreadsapi::{GetCurrentProcess, GetCurrentThread, OpenProcessToken, OpenThreadToken};
use winapi::um::securitybaseapi::{CheckTokenMembership, CreateWellKnownSid, GetTokenInformation};
use winapi::um::winnt::{TokenUser, WinBuiltinAdministratorsSid, HANDLE, TOKEN_QUERY, TOKEN_USER};

use super::sid::Sid;
use super::system::Handle;

/// The size of a TOKEN_USER followed by the longest identifier (68 bytes), in words of its alignment.
const WORDS: usize = 32;

pub(super) fn current_user() -> io::Result<Sid> {
    let token = token()?;
    let mut answer = [0_u64; WORDS];
    let mut needed: DWORD = 0;
    // SAFETY: the buffer is aligned and as long as said; what it holds is read while it lives.
    unsafe {
        let size = std::mem::size_of_val(&answer) as DWORD;
        if GetTokenInformation(token.raw(), TokenUser, answer.as_mut_ptr().cast(), size, &mut needed) == 0 {
            return Err(io::Error::last_os_error());
        }
        Sid::copy((*answer.as_ptr().cast::<TOKEN_USER>()).User.Sid)
    }
}

/// Whether the rights of Administrators are enabled for the account: false in a console that was not elevated.
pub(super) fn is_administrator() -> bool {
    let mut administrators = [0_u32; 17];
    let mut size = std::mem::size_of_val(&administrators) as DWORD;
    let mut member: BOOL = FALSE;
    // SAFETY: the buffer has the size of the longest identifier, and is read only after it was written.
    unsafe {
        let sid = administrators.as_mut_ptr().cast();
        CreateWellKnownSid(WinBuiltinAdministratorsSid, null_mut(), sid, &mut size) != 0
            && CheckTokenMembership(null_mut(), sid, &mut member) != 0
            && member != FALSE
    }
}

fn token() -> io::Result<Handle> {
    let mut token: HANDLE = null_mut();
    // SAFETY: the two pseudo handles are always valid; what is opened is closed with its Handle.
    unsafe {
        if OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &mut token) != 0 {
            return Ok(Handle::new(token));
        }
        let error = io::Error::last_os_error();
        if error.raw_os_error() != Some(ERROR_NO_TOKEN as i32) {
            return Err(error);
        }
        if OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &mut token) == 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(Handle::new(token))
    }
}
