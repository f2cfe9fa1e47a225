//! The index of SQLite's write-ahead log, which safe code cannot read.

use std::os::raw::{c_int, c_void};
use std::ptr;
use std::sync::atomic::{fence, Ordering};

use ::cscert_registry::store::sqlite::file::wal_index::LogState;
use rusqlite::ffi::{self, sqlite3_file};
use rusqlite::Connection;

/// The size of a mapped region of the index (WALINDEX_PGSZ); the virtual file system accepts no other size.
const REGION: c_int = 32_768;
/// The words of the header. There are two copies, of which the second is written first.
const WORDS: usize = 12;
/// The words after the two copies with the number of pages moved into the database, and of those to be moved
/// (<https://www.sqlite.org/walformat.html>, section 2.1).
const MOVED: usize = 24;
const TO_BE_MOVED: usize = 32;

/// The content of the index of a connection's database; `None` if it has none.
///
/// The connection must use a write-ahead log: for any other database SQLite would create an index.
pub(crate) fn state(connection: &Connection) -> Option<LogState> {
    let words = index(connection)?;
    // SAFETY: the index is mapped, aligned and at least `REGION` bytes long as long as the connection is open, and it is borrowed here.
    // Other processes write it, so it is read as memory that changes, word by word.
    let word = |at: usize| unsafe { ptr::read_volatile(words.add(at)) };
    let mut headers = [[0; WORDS]; 2];
    for (header, first) in headers.iter_mut().zip([0, WORDS]) {
        for (value, at) in header.iter_mut().zip(first..) {
            *value = word(at);
        }
        fence(Ordering::SeqCst);
    }
    Some(LogState { headers, moved: word(MOVED), to_be_moved: word(TO_BE_MOVED) })
}

/// The address of the index of the connection's main database.
fn index(connection: &Connection) -> Option<*const u32> {
    let mut file: *mut sqlite3_file = ptr::null_mut();
    let mut region: *mut c_void = ptr::null_mut();
    // SAFETY: the handle is open as long as the connection is borrowed and is used by this thread only. SQLite returns its own file
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
        // Version 2 added shared memory.
        let map = if methods.iVersion >= 2 { methods.xShmMap? } else { return None };
        if map(file, 0, REGION, 0, &mut region) != ffi::SQLITE_OK {
            return None;
        }
    }
    (!region.is_null()).then_some(region as *const u32)
}
