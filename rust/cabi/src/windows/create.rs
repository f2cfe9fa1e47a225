//! Creating files and folders that only their owner can access.

use std::fs::{self, File};
use std::io;
use std::os::windows::io::FromRawHandle;
use std::path::{Path, PathBuf};
use std::ptr::null_mut;

use winapi::shared::minwindef::{DWORD, FALSE};
use winapi::um::fileapi::{CreateDirectoryW, CreateFileW, CREATE_NEW};
use winapi::um::handleapi::INVALID_HANDLE_VALUE;
use winapi::um::minwinbase::SECURITY_ATTRIBUTES;
use winapi::um::winnt::{FILE_ATTRIBUTE_NORMAL, GENERIC_WRITE};

use super::account;
use super::descriptor::Descriptor;
use super::system::wide_path;

pub(super) fn file(path: &Path) -> io::Result<File> {
    let path = wide_path(&resolved(path));
    let descriptor = own_only("")?;
    let mut attributes = attributes(&descriptor);
    // SAFETY: the path ends in zero, and the attributes' descriptor lives until the file is made; the handle is open and nobody else's.
    unsafe {
        let handle = CreateFileW(
            path.as_ptr(),
            GENERIC_WRITE,
            0,
            &mut attributes,
            CREATE_NEW,
            FILE_ATTRIBUTE_NORMAL,
            null_mut(),
        );
        if handle == INVALID_HANDLE_VALUE {
            return Err(io::Error::last_os_error());
        }
        Ok(File::from_raw_handle(handle.cast()))
    }
}

pub(super) fn folder(path: &Path) -> io::Result<()> {
    let path = resolved(path);
    let missing: Vec<&Path> = path.ancestors().take_while(|folder| !folder.is_dir()).collect();
    // The content of the folder inherits its protection.
    let descriptor = own_only("OICI")?;
    for folder in missing.into_iter().rev() {
        let name = wide_path(folder);
        let mut attributes = attributes(&descriptor);
        // SAFETY: as above.
        if unsafe { CreateDirectoryW(name.as_ptr(), &mut attributes) } == 0 {
            let error = io::Error::last_os_error();
            // Another process can have created it in the meantime.
            if !folder.is_dir() {
                return Err(error);
            }
        }
    }
    Ok(())
}

/// Access for the current account, SYSTEM and Administrators. What an elevated administrator creates is owned by Administrators, so that
/// programs of the same person that are not elevated cannot change it.
fn own_only(inheritance: &str) -> io::Result<Descriptor> {
    let machine = format!("(A;{0};FA;;;SY)(A;{0};FA;;;BA)", inheritance);
    if account::is_administrator() {
        return Descriptor::parse(&format!("O:BAD:P{}", machine));
    }
    let user = account::current_user()?.text();
    Descriptor::parse(&format!("O:{1}D:P{2}(A;{0};FA;;;{1})", inheritance, user, machine))
}

fn attributes(descriptor: &Descriptor) -> SECURITY_ATTRIBUTES {
    SECURITY_ATTRIBUTES {
        nLength: std::mem::size_of::<SECURITY_ATTRIBUTES>() as DWORD,
        lpSecurityDescriptor: descriptor.raw(),
        bInheritHandle: FALSE,
    }
}

/// The path in the form that can be longer than 260 characters, as far up as it exists.
fn resolved(path: &Path) -> PathBuf {
    for part in path.ancestors().skip(1) {
        // The folder of a bare name is the working directory.
        let folder = if part.as_os_str().is_empty() { Path::new(".") } else { part };
        if let (Ok(mut found), Ok(rest)) = (fs::canonicalize(folder), path.strip_prefix(part)) {
            found.push(rest);
            return found;
        }
    }
    path.to_owned()
}
