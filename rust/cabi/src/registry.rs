//! Opening, describing, copying, backing up and closing a registry.

use std::path::Path;
use std::sync::{Arc, Mutex};

use ::cscert_registry::error::Error;
use ::cscert_registry::platform::caller::Caller;
use ::cscert_registry::query::former_users::FormerUsers;
use ::cscert_registry::query::user_certificates::Answers;
use ::cscert_registry::registry::Registry;
use ::cscert_registry::store::location::{Location, OpenMode};
use ::cscert_registry::store::progress::Progress;
use ::cscert_registry::store::sqlite::file::wal_index;
use ::cscert_registry::store::{Interrupt, WriteOptions};

use crate::certificates::list::cscert_certificate;
use crate::certificates::publish::cscert_publish_result;
use crate::certificates::revoke::Results;
use crate::interface::arena::{texts, Batch, Row};
use crate::interface::error::cscert_error;
use crate::interface::landing::{close, give, handle, land, lock, Failure};
use crate::interface::status::cscert_status;
use crate::interface::text::{cscert_text, out};
use crate::sqlite::memory_statistics;
use crate::users::completion::cscert_completion;
use crate::users::row::cscert_user;
use crate::CSCERT_DRY_RUN;

/// Open read-only.
pub const CSCERT_OPEN_READ_ONLY: u32 = 1;
/// Create the registry if it is missing, accessible only to its owner.
pub const CSCERT_OPEN_CREATE: u32 = 2;
/// Create the registry if it is missing, accessible only to its owner, once it has content: otherwise no file is left behind.
pub const CSCERT_OPEN_CREATE_WHEN_FILLED: u32 = 8;
/// If the registry is missing, use an empty one in memory for the lifetime of the handle: for dry runs.
pub const CSCERT_OPEN_IN_MEMORY_IF_MISSING: u32 = 4;

/// Allow replacing an earlier copy of the registry.
pub const CSCERT_REPLACE: u32 = 2;

/// An open registry. One thread at a time; it can be closed while cursors or imports of it are open: they keep what
/// they need.
pub struct cscert_registry {
    pub(crate) core: Arc<Mutex<Core>>,
    interrupter: Arc<dyn Interrupt>,
    progress: Arc<Progress>,
}

impl cscert_registry {
    pub(crate) fn new(registry: Registry) -> cscert_registry {
        let (interrupter, progress) = (registry.interrupter(), registry.progress().clone());
        let core = Core { registry, lent: Lent::default() };
        cscert_registry { core: Arc::new(Mutex::new(core)), interrupter, progress }
    }
}

/// The state shared by the handle of a registry, its cursors and its imports.
pub(crate) struct Core {
    pub registry: Registry,
    pub lent: Lent,
}

/// What the handle keeps between calls: rows that it lends, and what was asked for them.
#[derive(Default)]
pub(crate) struct Lent {
    pub users: Batch<cscert_user>,
    pub former: FormerUsers,
    pub certificates: Answers<Batch<cscert_certificate>>,
    pub checked: Batch<cscert_certificate>,
    pub published: Batch<cscert_publish_result>,
    pub revoked: Results,
    pub completions: Batch<cscert_completion>,
    pub warnings: Batch<cscert_text>,
    description: Batch<cscert_registry_description>,
    content: Vec<u8>,
}

impl Lent {
    pub fn content(&mut self, content: Vec<u8>) -> cscert_text {
        self.content = content;
        cscert_text::borrowing(&self.content)
    }
}

/// The body of an export about an open registry.
///
/// # Safety
/// `registry` must be open; `error` may be NULL, else writable.
pub(crate) unsafe fn within(
    registry: *const cscert_registry,
    error: *mut *mut cscert_error,
    body: impl FnOnce(&mut Registry, &mut Lent) -> std::result::Result<(), Failure>,
) -> cscert_status {
    // SAFETY: the caller vouches for both pointers.
    unsafe {
        land(error, || {
            let mut core = lock(&handle(registry, "registry")?.core)?;
            let Core { registry, lent } = &mut *core;
            body(registry, lent)
        })
    }
}

/// The body of an export that returns rows, which the handle keeps.
///
/// # Safety
/// `registry` must be open; `rows` and `count`, unless NULL, writable; `error` may be NULL, else writable.
pub(crate) unsafe fn answer<R: Row>(
    registry: *const cscert_registry,
    rows: *mut *const R,
    count: *mut usize,
    error: *mut *mut cscert_error,
    fill: impl for<'a> FnOnce(&Registry, &'a mut Lent) -> std::result::Result<&'a mut Batch<R>, Failure>,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        within(registry, error, |registry, lent| {
            let (rows, count) = (out(rows, "rows")?, out(count, "count")?);
            fill(registry, lent)?.lend(rows, count);
            Ok(())
        })
    }
}

/// A registry and its counts. Borrowed until the next call on the registry.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_registry_description {
    /// The database, `SQLite 3.40.1`.
    pub engine: cscert_text,
    /// The location, without secrets.
    pub location: cscert_text,
    /// The schema version.
    pub schema_version: u32,
    /// Users that are in the directory.
    pub user_count: u64,
    /// Certificates, including revoked and expired ones.
    pub certificate_count: u64,
    /// Entries of the audit log.
    pub audit_entry_count: u64,
    /// The newest entry, `<count>:<SHA-256>`.
    pub audit_head: cscert_text,
    /// Whether a check was requested.
    pub checked: bool,
    /// Whether the check found nothing.
    pub healthy: bool,
    /// The findings of the check: a JSON array of sentences.
    pub findings: cscert_text,
    /// The host of the server that is connected, `host:port`; absent for a registry in a file, and so are the next two texts.
    pub server: cscert_text,
    /// The registry's roles that the account is a member of: a JSON array of names.
    pub roles: cscert_text,
    /// The standbys that a commit waits for (`synchronous_standby_names` of PostgreSQL); empty if it waits for none.
    pub synchronous_standby_names: cscert_text,
    /// Whether the server is a standby, which takes no changes.
    pub is_standby: bool,
    /// Whether the server detects damage to its pages.
    pub data_checksums: bool,
}

texts!(
    cscert_registry_description: engine, location, audit_head, findings, server, roles,
        synchronous_standby_names
);

/// Opens a registry in a file; `cscert_server_registry` opens one on a server.
///
/// `location` is the path of an SQLite file, `flags` are `CSCERT_OPEN_*`, `command` is the name of the command,
/// and `remote_caller` who is at the other end of the remote session that the process serves (absent if there is none), both for the
/// audit log. On success `*registry` is a handle that `cscert_registry_close` ends. If a process shares its SQLite with the
/// library, which is possible in a build from source, and has not used it before, SQLite's memory statistics are turned off
/// (`SQLITE_CONFIG_MEMSTATUS`).
///
/// Statuses: `CSCERT_REGISTRY_NOT_FOUND`, `CSCERT_REGISTRY_UNAVAILABLE`, `CSCERT_REGISTRY_CORRUPT`,
/// `CSCERT_REGISTRY_TOO_NEW`, `CSCERT_ACCESS_DENIED`.
///
/// # Safety
/// `registry` must be writable; `error` may be NULL, else writable; texts must be readable.
#[no_mangle]
pub unsafe extern "C" fn cscert_registry_open(
    location: cscert_text,
    flags: u32,
    command: cscert_text,
    remote_caller: cscert_text,
    registry: *mut *mut cscert_registry,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let registry = out(registry, "registry")?;
            let location = location.required("location")?;
            #[cfg(windows)]
            ::cscert_registry::platform::install(&crate::windows::Windows);
            memory_statistics::turn_off();
            wal_index::install(crate::sqlite::wal_index::state);
            let caller = Caller::current(command.required("command")?).for_remote(remote_caller.text()?);
            registry.write(give(cscert_registry::new(open(location, flags, caller)?)));
            Ok(())
        })
    }
}

fn open(location: &str, flags: u32, caller: Caller) -> Result<Registry, Error> {
    let mode = if flags & CSCERT_OPEN_READ_ONLY != 0 {
        OpenMode::ReadOnly
    } else if flags & CSCERT_OPEN_CREATE != 0 {
        OpenMode::Create
    } else if flags & CSCERT_OPEN_CREATE_WHEN_FILLED != 0 {
        OpenMode::CreateWhenFilled
    } else {
        OpenMode::ReadWrite
    };
    match Registry::open(&Location::file(location, mode), caller.clone()) {
        Err(Error::RegistryNotFound { .. }) if flags & CSCERT_OPEN_IN_MEMORY_IF_MISSING != 0 => {
            Registry::open(&Location::Memory, caller)
        }
        opened => opened,
    }
}

/// Closes a registry. NULL is allowed.
///
/// # Safety
/// `registry` must come from `cscert_registry_open`, no other thread may be using it, and it must not be used afterwards.
#[no_mangle]
pub unsafe extern "C" fn cscert_registry_close(registry: *mut cscert_registry) {
    // SAFETY: the caller vouches for it.
    unsafe { close(registry) }
}

/// Interrupts operations on the registry, its cursors and its imports: they end with `CSCERT_INTERRUPTED`, and no long operation starts
/// on them afterwards; look-ups, publishing and revoking still work. Any thread can call this
/// at any time while the handle is open. NULL is allowed.
///
/// # Safety
/// `registry`, unless NULL, must be open.
#[no_mangle]
pub unsafe extern "C" fn cscert_registry_interrupt(registry: *const cscert_registry) {
    // SAFETY: the caller vouches for it.
    if let Ok(registry) = unsafe { handle(registry, "registry") } {
        registry.interrupter.interrupt();
    }
}

/// Returns the progress of the operation that runs on the registry or its cursors: a check, a backup, a report, a listing.
/// `*done` of `*total` units, which have a meaning only within that operation; `*total` is 0 if it is unknown, and both keep
/// their last values when the operation has ended. This is only an estimate. Any thread can call this at any time while
/// the handle is open.
///
/// # Safety
/// `registry` must be open; `done` and `total` must be writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_registry_progress(
    registry: *const cscert_registry,
    done: *mut u64,
    total: *mut u64,
) {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        if let (Ok(registry), Ok(done), Ok(total)) =
            (handle(registry, "registry"), out(done, "done"), out(total, "total"))
        {
            let (units_done, units) = registry.progress.known();
            done.write(units_done);
            total.write(units);
        }
    }
}

/// What the database said beside changes that it has made, since this was last asked: that a change is on one server only, for instance.
/// `*warnings` are sentences, borrowed until the next call on the registry.
///
/// # Safety
/// `registry` must be open; `warnings` and `count` writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_registry_warnings(
    registry: *const cscert_registry,
    warnings: *mut *const cscert_text,
    count: *mut usize,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        answer(registry, warnings, count, error, |registry, lent| {
            lent.warnings.fill(&registry.take_warnings());
            Ok(&mut lent.warnings)
        })
    }
}

/// Writes the sixteen bytes that identify this registry: user and certificate keys are valid only in it.
///
/// # Safety
/// `registry` must be open; `id` must be writable for sixteen bytes; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_registry_id(
    registry: *const cscert_registry,
    id: *mut u8,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        within(registry, error, |registry, _| {
            out(id.cast::<[u8; 16]>(), "id")?.write(registry.id());
            Ok(())
        })
    }
}

/// Describes a registry; with `check`, verifies the database and the audit chain as well, which reads all of it.
/// `expected_head` is an earlier `audit_head` that was kept elsewhere, or absent; it is compared if `check` is set.
/// The description is borrowed until the next call on the registry.
///
/// # Safety
/// `registry` must be open; `description` must be writable; `error` may be NULL, else writable; texts must be readable.
#[no_mangle]
pub unsafe extern "C" fn cscert_registry_describe(
    registry: *const cscert_registry,
    check: bool,
    expected_head: cscert_text,
    description: *mut cscert_registry_description,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        within(registry, error, |registry, lent| {
            let description = out(description, "description")?;
            let batch = &mut lent.description;
            description.write(describe(registry, batch, check, expected_head.text()?)?);
            Ok(())
        })
    }
}

fn describe(
    registry: &Registry,
    batch: &mut Batch<cscert_registry_description>,
    check: bool,
    expected_head: Option<&str>,
) -> Result<cscert_registry_description, Failure> {
    let mut known = registry.describe(check)?;
    if let (Some(findings), Some(expected)) = (&mut known.findings, expected_head) {
        findings.extend(registry.expected_head_finding(expected)?);
    }
    let findings = known.findings.unwrap_or_default();
    batch.clear();
    let server = known.server.as_ref();
    let row = cscert_registry_description {
        engine: batch.text(Some(&known.engine)),
        location: batch.text(Some(&known.location)),
        schema_version: known.schema_version,
        user_count: known.counts.users,
        certificate_count: known.counts.certificates,
        audit_entry_count: known.counts.audit_entries,
        audit_head: batch.text(Some(&known.audit_head.to_string())),
        checked: check,
        healthy: check && findings.is_empty(),
        findings: batch.text(Some(&serde_json::json!(findings).to_string())),
        server: batch.text(server.map(|server| &*server.host)),
        roles: batch.text(server.map(|server| serde_json::json!(server.roles).to_string()).as_deref()),
        synchronous_standby_names: batch.text(server.map(|server| &*server.synchronous_standby_names)),
        is_standby: server.map_or(false, |server| server.is_standby),
        data_checksums: server.map_or(false, |server| server.data_checksums),
    };
    batch.rows.push(row);
    batch.finish();
    Ok(batch.rows[0])
}

/// Writes a consistent copy of the registry to a file that only its owner can access, while others continue. It appears when it is complete,
/// in a folder that only the owner can write to. An existing file is replaced only with `CSCERT_REPLACE` in `flags`, and only if it is a copy
/// of the same registry that was not opened for writing since; the registry itself and the files of SQLite beside it are never replaced. With
/// `CSCERT_DRY_RUN` in `flags` it is only checked whether it can be written.
///
/// Statuses: `CSCERT_REGISTRY_UNAVAILABLE` if it would replace something else or the disk is full, `CSCERT_ACCESS_DENIED`.
///
/// # Safety
/// `registry` must be open; `error` may be NULL, else writable; texts must be readable.
#[no_mangle]
pub unsafe extern "C" fn cscert_registry_backup(
    registry: *const cscert_registry,
    destination: cscert_text,
    flags: u32,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        within(registry, error, |registry, _| {
            let options =
                WriteOptions { replace: flags & CSCERT_REPLACE != 0, dry_run: flags & CSCERT_DRY_RUN != 0 };
            Ok(registry.back_up(Path::new(destination.required("destination")?), options)?)
        })
    }
}

/// Copies everything, with the audit log, from one registry into another, which must be empty: a file that `cscert_registry_open` creates
/// (`CSCERT_OPEN_CREATE_WHEN_FILLED`), or a registry on a server that has never been used. It is another
/// registry with an id of its own, and its audit log goes on with an entry about the copy. All or nothing; the copy is compared with the source and checked
/// before it is there. An interrupt of either registry ends it. The progress is that of the source, and then that of the target.
///
/// Statuses: `CSCERT_REGISTRY_UNAVAILABLE`, also if the target is not empty; `CSCERT_ACCESS_DENIED`, if the account of a server is not a
/// member of the owner's role, or may not read the audit log; `CSCERT_REGISTRY_CORRUPT`, if the copy does not pass the check;
/// `CSCERT_INTERRUPTED`.
///
/// # Safety
/// `source` and `target` must be open, and two handles; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_registry_copy(
    source: *const cscert_registry,
    target: *const cscert_registry,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let source = lock(&handle(source, "source")?.core)?;
            let mut target = lock(&handle(target, "target")?.core)?;
            Ok(source.registry.copy_to(&mut target.registry)?)
        })
    }
}
