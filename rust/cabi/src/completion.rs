//! Completion of identities.

use crate::arena::Row;
use crate::error::cscert_error;
use crate::landing::{handle, land, lock};
use crate::registry::{cscert_registry, Core};
use crate::status::cscert_status;
use crate::text::{cscert_text, out};

/// A user that the beginning of a name may mean.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_completion {
    /// What to write for the user; names nobody else.
    pub text: cscert_text,
    /// The user's display name, or what there is instead.
    pub name: cscert_text,
    /// The user's SIP address, with `sip:`.
    pub sip_address: cscert_text,
    /// The Registrar pool's name.
    pub registrar_pool: cscert_text,
}

impl Row for cscert_completion {
    fn texts(&mut self, each: &mut dyn FnMut(&mut cscert_text)) {
        for text in [&mut self.text, &mut self.name, &mut self.sip_address, &mut self.registrar_pool] {
            each(text);
        }
    }
}

/// Finds at most `limit` users whose display name, SIP address, user principal name or account name, or a later word of
/// these, begins with `beginning`; best first. `*rows` is borrowed until the next call on the registry.
///
/// # Safety
/// `registry` must be open; texts must be readable; `rows` and `count` writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_complete(
    registry: *const cscert_registry,
    beginning: cscert_text,
    limit: usize,
    rows: *mut *const cscert_completion,
    count: *mut usize,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let mut core = lock(&handle(registry, "registry")?.core)?;
            let (rows, count) = (out(rows, "rows")?, out(count, "count")?);
            let Core { registry, completions: batch, .. } = &mut *core;
            batch.clear();
            registry.complete(beginning.text()?.unwrap_or_default(), limit, &mut |completion| {
                let row = cscert_completion {
                    text: batch.text(Some(completion.text)),
                    name: batch.text(Some(completion.name)),
                    sip_address: batch.text(completion.sip_address),
                    registrar_pool: batch.text(completion.registrar_pool),
                };
                batch.rows.push(row);
            })?;
            batch.finish();
            rows.write(batch.rows.as_ptr());
            count.write(batch.rows.len());
            Ok(())
        })
    }
}
