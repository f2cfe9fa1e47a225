//! Helpers for calling Windows.

use std::io;
use std::iter::once;
use std::os::windows::ffi::OsStrExt;
use std::path::Path;

use winapi::shared::minwindef::DWORD;
use winapi::um::fileapi::GetDriveTypeW;
use winapi::um::handleapi::CloseHandle;
use winapi::um::sysinfoapi::{ComputerNamePhysicalDnsHostname, GetComputerNameExW};
use winapi::um::winbase::DRIVE_REMOTE;
use winapi::um::winnt::HANDLE;

/// The maximum length of a DNS host name.
const HOST: usize = 256;

/// A handle that is closed when it is dropped.
pub(super) struct Handle(HANDLE);

impl Handle {
    /// # Safety
    /// `handle` must be open, and not be closed elsewhere.
    pub unsafe fn new(handle: HANDLE) -> Handle {
        Handle(handle)
    }

    pub fn raw(&self) -> HANDLE {
        self.0
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: it was open and ours since `new`.
        unsafe { CloseHandle(self.0) };
    }
}

pub(super) fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain(once(0)).collect()
}

pub(super) fn wide_path(path: &Path) -> Vec<u16> {
    path.as_os_str().encode_wide().chain(once(0)).collect()
}

pub(super) fn text_of(wide: &[u16]) -> String {
    String::from_utf16_lossy(wide)
}

pub(super) fn host_name() -> io::Result<String> {
    let mut name = [0_u16; HOST];
    let mut length = HOST as DWORD;
    // SAFETY: the length is the buffer's.
    if unsafe { GetComputerNameExW(ComputerNamePhysicalDnsHostname, name.as_mut_ptr(), &mut length) } == 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(text_of(&name[..length as usize]))
}

/// Whether a drive letter is mapped to a folder of another computer.
pub(super) fn is_remote(letter: u8) -> bool {
    let root = wide(&format!("{}:\\", char::from(letter)));
    // SAFETY: the text ends in zero.
    unsafe { GetDriveTypeW(root.as_ptr()) == DRIVE_REMOTE }
}
