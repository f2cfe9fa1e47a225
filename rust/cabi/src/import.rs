//! Importing directory exports.

use std::sync::{Arc, Mutex};

use ::cscert_registry::operations::import::{Import, ImportOptions, Notice, NoticeContent, PruneLimit};

use crate::interface::arena::{texts, Batch};
use crate::interface::error::cscert_error;
use crate::interface::landing::{close, give, handle, land, lock};
use crate::interface::status::{cscert_status, status_of, CSCERT_OK};
use crate::interface::text::{cscert_text, out, slice};
use crate::registry::{cscert_registry, Core};
use crate::CSCERT_DRY_RUN;

/// Mark users as gone who are no longer in the input, in the domains that it contains.
pub const CSCERT_IMPORT_PRUNE: u32 = 1;

/// Shown only on request.
pub const CSCERT_SEVERITY_VERBOSE: u32 = 0;
/// Valid but surprising.
pub const CSCERT_SEVERITY_WARNING: u32 = 1;
/// Something was not imported.
pub const CSCERT_SEVERITY_ERROR: u32 = 2;

/// An import: reads input, then applies it in one transaction.
pub struct cscert_import {
    core: Arc<Mutex<Core>>,
    state: Mutex<State>,
}

struct State {
    import: Import,
    notices: Batch<cscert_import_notice>,
}

impl Drop for cscert_import {
    fn drop(&mut self) {
        // The transaction belongs to the connection: an unfinished import must not stay open in it, even
        // if a panic has poisoned the locks.
        let core = self.core.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let state = self.state.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        state.import.abandon(&core.registry);
    }
}

/// The NetBIOS name of a domain.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_netbios_name {
    /// The domain's DNS name.
    pub dns_domain: cscert_text,
    /// Its NetBIOS name.
    pub netbios_name: cscert_text,
}

/// One value of an object's property.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_attribute {
    /// The name of the attribute, or its name in other tools.
    pub name: cscert_text,
    /// The value: UTF-8 text or bytes; absent or empty clears the attribute. A multi-valued attribute occurs once for each value.
    pub value: cscert_text,
}

/// A notice about the input.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_import_notice {
    /// `CSCERT_SEVERITY_*`.
    pub severity: u32,
    /// The status of an error; `CSCERT_OK` otherwise.
    pub status: cscert_status,
    /// The line of a text or the index of an object, from 1; 0 if there is none.
    pub position: u64,
    /// The name of the input.
    pub source: cscert_text,
    /// The message.
    pub message: cscert_text,
}

texts!(cscert_import_notice: source, message);

impl Batch<cscert_import_notice> {
    fn push(&mut self, notice: &Notice) {
        let (status, message) = match &notice.content {
            NoticeContent::Error(error) => (status_of(error), error.to_string()),
            NoticeContent::Text(text) => (CSCERT_OK, text.clone()),
        };
        let row = cscert_import_notice {
            severity: notice.severity as u32,
            status,
            position: notice.position,
            source: self.text(Some(&notice.source)),
            message: self.text(Some(&message)),
        };
        self.rows.push(row);
    }
}

/// The results of an import so far.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_import_summary {
    /// Everything was applied and the transaction has ended.
    pub finished: bool,
    /// Users applied so far.
    pub processed: u64,
    /// The total number of users to apply.
    pub total: u64,
    /// Users added.
    pub added: u64,
    /// Users changed.
    pub updated: u64,
    /// Users left unchanged.
    pub unchanged: u64,
    /// Users marked as gone.
    pub removed: u64,
    /// Entries that were rejected.
    pub rejected: u64,
    /// Entries that are not users.
    pub ignored_entries: u64,
    /// Certificates published from `userCertificate`.
    pub certificates_published: u64,
    /// Values of `userCertificate` that were not published.
    pub certificates_skipped: u64,
}

/// Starts an import. On success `*import` is a handle that `cscert_import_free` ends; it may outlive the registry's
/// handle. Nothing is written before `cscert_import_apply`.
///
/// # Safety
/// `registry` must be open; `netbios_names` must point to `netbios_name_count` of them; `import` must be writable; `error`
/// may be NULL, else writable; texts must be readable.
#[no_mangle]
pub unsafe extern "C" fn cscert_import_begin(
    registry: *const cscert_registry,
    flags: u32,
    netbios_names: *const cscert_netbios_name,
    netbios_name_count: usize,
    import: *mut *mut cscert_import,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let core = handle(registry, "registry")?.core.clone();
            let import = out(import, "import")?;
            let mut options =
                ImportOptions { prune: flags & CSCERT_IMPORT_PRUNE != 0, ..ImportOptions::default() };
            for name in slice(netbios_names, netbios_name_count, "netbios_names")? {
                let dns_domain = name.dns_domain.required("dns_domain")?.to_owned();
                let netbios_name = name.netbios_name.required("netbios_name")?.to_owned();
                options.netbios_names.push((dns_domain, netbios_name));
            }
            let state = State { import: Import::new(options), notices: Batch::default() };
            import.write(give(cscert_import { core, state: Mutex::new(state) }));
            Ok(())
        })
    }
}

/// Sets how many users `CSCERT_IMPORT_PRUNE` may mark as gone before the import is refused: a number, or a percentage of the users of
/// the domains in the input, `10%`. The default is the larger of 20 users and 10 %.
///
/// # Safety
/// `import` must not be freed; `limit` must be readable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_import_limit_prune(
    import: *const cscert_import,
    limit: cscert_text,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let mut state = lock(&handle(import, "import")?.state)?;
            Ok(state.import.limit_prune(PruneLimit::parse(limit.required("limit")?)?)?)
        })
    }
}

/// Reads a piece of an LDIF text (RFC 2849), split anywhere. Another `source` starts another text; `last` ends the current
/// a distinguished name. Entries that cannot be imported become notices.
///
/// # Safety
/// `import` must not be freed; texts must be readable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_import_ldif(
    import: *const cscert_import,
    source: cscert_text,
    bytes: cscert_text,
    last: bool,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let mut state = lock(&handle(import, "import")?.state)?;
            let source = source.text()?.unwrap_or_default();
            Ok(state.import.ldif(source, bytes.bytes()?.unwrap_or_default(), last)?)
        })
    }
}

/// Reads one object. An absent property leaves the stored value unchanged; one without a value clears it.
///
/// # Safety
/// `import` must not be freed; `attributes` must point to `count` of them; texts must be readable; `error` may be NULL,
/// else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_import_object(
    import: *const cscert_import,
    source: cscert_text,
    index: u64,
    attributes: *const cscert_attribute,
    count: usize,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let mut state = lock(&handle(import, "import")?.state)?;
            let mut properties: Vec<(String, Vec<Vec<u8>>)> = Vec::new();
            for attribute in slice(attributes, count, "attributes")? {
                let name = attribute.name.required("name")?;
                let value = attribute.value.bytes()?.map(<[u8]>::to_vec);
                match properties.last_mut() {
                    Some((last, values)) if last == name => values.extend(value),
                    _ => properties.push((name.to_owned(), value.into_iter().collect())),
                }
            }
            Ok(state.import.object(source.text()?.unwrap_or_default(), index, properties)?)
        })
    }
}

/// Records that a source could not be read at all, which makes pruning unsafe.
///
/// # Safety
/// `import` must not be freed; texts must be readable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_import_unreadable(
    import: *const cscert_import,
    source: cscert_text,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let mut state = lock(&handle(import, "import")?.state)?;
            state.import.unreadable(source.required("source")?);
            Ok(())
        })
    }
}

/// The notices since the last call; borrowed until the next call on the import.
///
/// # Safety
/// `import` must not be freed; `notices` and `count` writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_import_notices(
    import: *const cscert_import,
    notices: *mut *const cscert_import_notice,
    count: *mut usize,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let mut state = lock(&handle(import, "import")?.state)?;
            let State { import, notices: batch } = &mut *state;
            batch.clear();
            for notice in import.take_notices() {
                batch.push(&notice);
            }
            batch.lend(out(notices, "notices")?, out(count, "count")?);
            Ok(())
        })
    }
}

/// Applies at most `users` staged users. All steps together are one transaction; the step that reports `finished` has made
/// it durable, or, with `CSCERT_DRY_RUN` in `flags` of the first step, rolled it back. After an error everything is rolled back.
/// Between the first step and the last the registry is locked for other writers, other changes on the same handle are
/// refused with `CSCERT_INVALID_ARGUMENT`, and reads through that handle see uncommitted changes.
///
/// Statuses: `CSCERT_PRUNE_REFUSED`, and those of the registry.
///
/// # Safety
/// `import` must not be freed; `summary` must be writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_import_apply(
    import: *const cscert_import,
    flags: u32,
    users: u64,
    summary: *mut cscert_import_summary,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let import = handle(import, "import")?;
            let summary = out(summary, "summary")?;
            let mut core = lock(&import.core)?;
            let mut state = lock(&import.state)?;
            let done = state.import.apply(&core.registry, users, flags & CSCERT_DRY_RUN != 0)?;
            if done.finished {
                core.registry.settle()?;
            }
            summary.write(cscert_import_summary {
                finished: done.finished,
                processed: done.processed,
                total: done.total,
                added: done.added,
                updated: done.updated,
                unchanged: done.unchanged,
                removed: done.removed,
                rejected: done.rejected,
                ignored_entries: done.ignored_entries,
                certificates_published: done.certificates_published,
                certificates_skipped: done.certificates_skipped,
            });
            Ok(())
        })
    }
}

/// Ends an import; an unfinished one is rolled back. NULL is allowed.
///
/// # Safety
/// `import` must come from `cscert_import_begin` and must not be used afterwards.
#[no_mangle]
pub unsafe extern "C" fn cscert_import_free(import: *mut cscert_import) {
    // SAFETY: the caller vouches for it.
    unsafe { close(import) }
}
