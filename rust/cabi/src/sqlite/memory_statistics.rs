//! SQLite's memory statistics, which are not used: they are a lock around every allocation, for which connections of several threads
//! would wait.

use std::os::raw::c_int;
use std::sync::Once;

use rusqlite::ffi;

/// Turns them off for the whole process, if SQLite is not in use yet (<https://www.sqlite.org/c3ref/config.html>).
pub(crate) fn turn_off() {
    static ONCE: Once = Once::new();
    // SAFETY: the option takes one int. SQLite refuses it, and changes nothing, once it is initialized. Before that no other thread
    // may be inside SQLite: the library has not opened a connection yet, and its packages have an SQLite of their own.
    ONCE.call_once(|| unsafe {
        ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, 0 as c_int);
    });
}
