//! Certificate files.

use std::sync::Mutex;

use ::cscert_registry::error::Error;
use ::cscert_registry::parse::bundle::{read_bundle, Bundle};

use crate::interface::arena::{texts, Batch};
use crate::interface::error::cscert_error;
use crate::interface::landing::{close, give, handle, land, lock};
use crate::interface::status::{cscert_status, CSCERT_INVALID_CERTIFICATE, CSCERT_OK};
use crate::interface::text::{cscert_text, out};

/// The content of a certificate file.
pub struct cscert_bundle {
    private_keys: u64,
    items: Mutex<Batch<cscert_bundle_item>>,
}

/// One certificate of a file, or why it cannot be read.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_bundle_item {
    /// Its number among the items of the file, from 1.
    pub index: u64,
    /// The line it starts at, from 1; 0 if the file is not text.
    pub line: u64,
    /// `CSCERT_OK`, or `CSCERT_INVALID_CERTIFICATE` with a `message`.
    pub status: cscert_status,
    /// The certificate's DER: bytes; absent if the status is not `CSCERT_OK`.
    pub der: cscert_text,
    /// Why it cannot be read.
    pub message: cscert_text,
}

texts!(cscert_bundle_item: der, message);

/// Reads the content of a certificate file: DER or PEM, one certificate or many. Private keys are left out, never stored.
/// On success `*bundle` is a handle that `cscert_bundle_free` ends; items that cannot be read are items with a message.
///
/// # Safety
/// `bytes` must be readable; `bundle` writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_bundle_read(
    bytes: cscert_text,
    bundle: *mut *mut cscert_bundle,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let bundle = out(bundle, "bundle")?;
            let Bundle { items, private_keys } = read_bundle(bytes.bytes()?.unwrap_or_default());
            let mut batch = Batch::default();
            for item in items {
                let (status, der, message) = match item.content {
                    Ok(der) => (CSCERT_OK, batch.store(Some(&der)), cscert_text::ABSENT),
                    Err(reason) => {
                        let error = Error::InvalidCertificate { reason: reason.to_string() };
                        (
                            CSCERT_INVALID_CERTIFICATE,
                            cscert_text::ABSENT,
                            batch.text(Some(&error.to_string())),
                        )
                    }
                };
                batch.rows.push(cscert_bundle_item {
                    index: item.index as u64,
                    line: item.line.unwrap_or(0),
                    status,
                    der,
                    message,
                });
            }
            let handle = cscert_bundle { private_keys: private_keys as u64, items: Mutex::new(batch) };
            bundle.write(give(handle));
            Ok(())
        })
    }
}

/// The items of a file, borrowed until `cscert_bundle_free`; and how many private keys were left out.
///
/// # Safety
/// `bundle` must not be freed; `items`, `count` and `private_keys_left_out` writable; `error` may be NULL, else writable.
#[no_mangle]
pub unsafe extern "C" fn cscert_bundle_items(
    bundle: *const cscert_bundle,
    items: *mut *const cscert_bundle_item,
    count: *mut usize,
    private_keys_left_out: *mut u64,
    error: *mut *mut cscert_error,
) -> cscert_status {
    // SAFETY: the caller vouches for every pointer.
    unsafe {
        land(error, || {
            let bundle = handle(bundle, "bundle")?;
            lock(&bundle.items)?.lend(out(items, "items")?, out(count, "count")?);
            out(private_keys_left_out, "private_keys_left_out")?.write(bundle.private_keys);
            Ok(())
        })
    }
}

/// Frees a bundle. NULL is allowed.
///
/// # Safety
/// `bundle` must come from `cscert_bundle_read` and must not be used afterwards.
#[no_mangle]
pub unsafe extern "C" fn cscert_bundle_free(bundle: *mut cscert_bundle) {
    // SAFETY: the caller vouches for it.
    unsafe { close(bundle) }
}
