//! Completion of identities.

use crate::interface::arena::texts;
use crate::interface::error::cscert_error;
use crate::interface::status::cscert_status;
use crate::interface::text::cscert_text;
use crate::registry::{answer, cscert_registry};

/// A user that a text can be completed to.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_completion {
    /// The completion text; it identifies only this user.
    pub text: cscert_text,
    /// The user's display name, or another name if there is none.
    pub name: cscert_text,
    /// The user's SIP address, with `sip:`.
    pub sip_address: cscert_text,
    /// The name of the Registrar pool.
    pub registrar_pool: cscert_text,
}

texts!(cscert_completion: text, name, sip_address, registrar_pool);

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
        answer(registry, rows, count, error, |registry, lent| {
            let batch = &mut lent.completions;
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
            Ok(batch)
        })
    }
}
