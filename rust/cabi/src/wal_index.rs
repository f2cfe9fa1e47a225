//! The header of the index of SQLite's write-ahead log, which the registry may read but safe code cannot reach.

use std::os::raw::{c_int, c_void};
use std::ptr;
use std::sync::atomic::{fence, Ordering};

use ::cscert_registry::store::CommittedState;
use rusqlite::ffi::{self, sqlite3_file};
use rusqlite::Connection;

/// How much of the index SQLite maps at a time (WALINDEX_PGSZ); its virtual file system takes no other size.
const REGION: c_int = 32_768;
/// The header's words. It stands there twice, the second one being written first.
const WORDS: usize = 12;
/// The word whose lowest byte, in memory the first, says that the header was ever written.
const INITIALIZED: usize = 3;

/// What is committed in the connection's database; none while a commit is being written, and where it is not known.
///
/// The connection must keep a write-ahead log: of any other database SQLite would make an index.
pub(crate) fn header(connection: &Connection) -> Option<CommittedState> {
    let words = index(connection)?;
    let mut copies = [[0; WORDS]; 2];
    for (copy, first) in copies.iter_mut().zip([0, WORDS]) {
        for (word, at) in copy.iter_mut().zip(first..) {
            // SAFETY: the index is mapped, aligned and at least `REGION` bytes long as long as the connection is open, and it is
            // borrowed here. Other processes write it, so it is read as memory that changes, word by word.
            *word = unsafe { ptr::read_volatile(words.add(at)) };
        }
        fence(Ordering::SeqCst);
    }
    let [first, second] = copies;
    let written = first[INITIALIZED].to_ne_bytes()[0] != 0;
    (written && first == second).then_some(CommittedState(first))
}

/// Where the index of the connection's main database lies in memory.
fn index(connection: &Connection) -> Option<*const u32> {
    let mut file: *mut sqlite3_file = ptr::null_mut();
    let mut region: *mut c_void = ptr::null_mut();
    // SAFETY: the handle is open as long as the connection is borrowed and is used by this thread only. SQLite hands out its own file
    // object, whose methods are those of its virtual file system; they take what SQLite itself calls them with, and write nothing
    // where the last argument but one is 0.
    unsafe {
        let main = b"main\0".as_ptr().cast();
        let place = (&mut file as *mut *mut sqlite3_file).cast();
        if ffi::sqlite3_file_control(connection.handle(), main, ffi::SQLITE_FCNTL_FILE_POINTER, place)
            != ffi::SQLITE_OK
        {
            return None;
        }
        let methods = file.as_ref()?.pMethods.as_ref()?;
        // Version 2 brought shared memory.
        let map = if methods.iVersion >= 2 { methods.xShmMap? } else { return None };
        if map(file, 0, REGION, 0, &mut region) != ffi::SQLITE_OK {
            return None;
        }
    }
    (!region.is_null()).then_some(region as *const u32)
}
