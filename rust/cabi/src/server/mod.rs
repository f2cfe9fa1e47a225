//! Registries on a database server.

#[cfg(feature = "postgres")]
mod keep_alive;
#[cfg(feature = "postgres")]
mod postgresql;
#[cfg(not(feature = "postgres"))]
#[path = "without.rs"]
mod postgresql;

use std::time::Duration;

use ::cscert_registry::error::Result;
use ::cscert_registry::platform::caller::Caller;
use ::cscert_registry::registry::Registry;

use crate::interface::error::cscert_error;
use crate::interface::landing::{close, give, handle, land};
use crate::interface::status::cscert_status;
use crate::interface::text::{cscert_text, out};
use crate::registry::{cscert_registry, CSCERT_OPEN_READ_ONLY};

/// A database on a server, as an account.
trait Database: Send + Sync {
    fn location(&self) -> &str;
    fn warnings(&self) -> Vec<String>;
    /// Returns the schema version that was there and the one that is there now.
    fn install(&self) -> Result<(u32, u32)>;
    /// Opens the registry there.
    fn registry(&self, caller: Caller) -> Result<Registry>;
    fn interrupt(&self);
    fn rest(&self, longest: Duration) -> bool;
}

/// A database on a PostgreSQL server, as an account. It keeps the connections of registries that were closed for the next ones that are opened.
/// Any thread can use it at any time.
pub struct cscert_server {
    database: Box<dyn Database>,
    warnings: String,
}

/// What a connection string says. Borrowed until the server is closed.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_server_description {
    /// The location, without secrets.
    pub location: cscert_text,
    /// What the administrator should know: a JSON array of sentences.
    pub warnings: cscert_text,
}

/// What an installation found and left.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_installation {
    /// The schema version that was there; 0 if there was no registry.
    pub found_version: u32,
    /// The schema version that is there now.
    pub version: u32,
}

/// Reads a connection string: `postgresql://...` or `keyword=value ...`, as libpq has them, and what PG* variables and the password file add
/// to it. Nothing is connected. `user` and `password` replace those of the string, or are absent. `flags` are 0 or
/// `CSCERT_OPEN_READ_ONLY`. On success `*server` is a handle that `cscert_server_close` ends.
///
/// Statuses: `CSCERT_REGISTRY_UNAVAILABLE`, also if this library was built without PostgreSQL.
///
/// # Safety
/// `server` must be writable; `error` may be NULL, else writable; texts must be readable.
#[no_mangle]
pub unsafe extern "C" fn cscert_server_open(
    connection_string: cscert_text,
    user: cscert_text,
    password: cscert_text,
    flags: u32,
    server: *mut *mut cscert_server,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let server = out(server, "server")?;
            #[cfg(windows)]
            ::cscert_registry::platform::install(&crate::windows::Windows);
            let database = postgresql::parse(
                connection_string.required("connection_string")?,
                user.text()?.zip(password.text()?),
                flags & CSCERT_OPEN_READ_ONLY != 0,
            )?;
            let warnings = serde_json::json!(database.warnings()).to_string();
            server.write(give(cscert_server { database, warnings }));
            Ok(())
        })
    }
}

/// Ends a server, and closes the connections that it keeps; registries that were opened there go on. NULL is allowed.
///
/// # Safety
/// `server` must come from `cscert_server_open`, no other thread may be using it, and it must not be used afterwards.
#[no_mangle]
pub unsafe extern "C" fn cscert_server_close(server: *mut cscert_server) {
    // SAFETY: the caller vouches for it.
    unsafe { close(server) }
}

/// Describes a server without asking it.
///
/// # Safety
/// `server` must be open; `description` must be writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_server_describe(
    server: *const cscert_server,
    description: *mut cscert_server_description,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let server = handle(server, "server")?;
            out(description, "description")?.write(cscert_server_description {
                location: cscert_text::borrowing(server.database.location().as_bytes()),
                warnings: cscert_text::borrowing(server.warnings.as_bytes()),
            });
            Ok(())
        })
    }
}

/// Installs a registry: schema, functions and roles, or brings them up to date, in one transaction. It changes nothing where they are.
///
/// Statuses: `CSCERT_ACCESS_DENIED`, `CSCERT_REGISTRY_TOO_NEW`, `CSCERT_REGISTRY_UNAVAILABLE`, `CSCERT_INTERRUPTED`.
///
/// # Safety
/// `server` must be open; `installation` must be writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_server_install(
    server: *const cscert_server,
    installation: *mut cscert_installation,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let server = handle(server, "server")?;
            let installation = out(installation, "installation")?;
            let (found_version, version) = server.database.install()?;
            installation.write(cscert_installation { found_version, version });
            Ok(())
        })
    }
}

/// Opens the registry on a server. `command` and `remote_caller` are those of `cscert_registry_open`. On success `*registry` is a
/// handle that `cscert_registry_close` ends.
///
/// Statuses: `CSCERT_REGISTRY_NOT_FOUND`, `CSCERT_REGISTRY_UNAVAILABLE`, `CSCERT_REGISTRY_TOO_NEW`, `CSCERT_ACCESS_DENIED`,
/// `CSCERT_INTERRUPTED`.
///
/// # Safety
/// `server` must be open; `registry` must be writable; `error` may be NULL, else writable; texts must be readable.
#[no_mangle]
pub unsafe extern "C" fn cscert_server_registry(
    server: *const cscert_server,
    command: cscert_text,
    remote_caller: cscert_text,
    registry: *mut *mut cscert_registry,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let server = handle(server, "server")?;
            let registry = out(registry, "registry")?;
            let caller = Caller::current(command.required("command")?).for_remote(remote_caller.text()?);
            registry.write(give(cscert_registry::new(server.database.registry(caller)?)));
            Ok(())
        })
    }
}

/// Stops what `cscert_server_registry` or `cscert_server_install` is doing: it ends with `CSCERT_INTERRUPTED`, unless it is too late. NULL
/// is allowed.
///
/// # Safety
/// `server`, unless NULL, must be open.
#[no_mangle]
pub unsafe extern "C" fn cscert_server_interrupt(server: *const cscert_server) {
    // SAFETY: the caller vouches for it.
    if let Ok(server) = unsafe { handle(server, "server") } {
        server.database.interrupt();
    }
}

/// Closes the connections that no registry has used for so many milliseconds. Returns whether any is still kept. NULL is allowed.
///
/// # Safety
/// `server`, unless NULL, must be open.
#[no_mangle]
pub unsafe extern "C" fn cscert_server_rest(server: *const cscert_server, milliseconds: u32) -> bool {
    // SAFETY: the caller vouches for it.
    let server = unsafe { handle(server, "server") };
    server.map_or(false, |server| server.database.rest(Duration::from_millis(milliseconds.into())))
}
