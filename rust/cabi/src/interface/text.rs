//! Texts and bytes of the C interface: pointer and length, never NUL-terminated.

use std::ptr;

use ::cscert_registry::error::{Error, Result};

/// The maximum length of a text, in bytes. What is derived from it must fit into the store: a JSON string can be six times as long.
const LONGEST_TEXT: usize = 8 << 20;

/// UTF-8 text of at most 8 MiB, or plain bytes where a field says so. `data` NULL means absent; a length of 0 with other `data`,
/// empty.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cscert_text {
    /// The first byte.
    pub data: *const u8,
    /// How many bytes.
    pub length: usize,
}

impl Default for cscert_text {
    fn default() -> cscert_text {
        cscert_text::ABSENT
    }
}

impl cscert_text {
    pub(crate) const ABSENT: cscert_text = cscert_text { data: ptr::null(), length: 0 };

    /// A text that points into `bytes`, and is valid as long as they live.
    pub(crate) fn borrowing(bytes: &[u8]) -> cscert_text {
        cscert_text { data: bytes.as_ptr(), length: bytes.len() }
    }

    /// The bytes; `None` if absent.
    ///
    /// # Safety
    /// `data`, unless NULL, must point to `length` readable bytes that nobody writes during `'a`.
    pub(crate) unsafe fn bytes<'a>(self) -> Result<Option<&'a [u8]>> {
        if self.data.is_null() {
            return Ok(None);
        }
        if self.length > isize::MAX as usize {
            return Err(Error::InvalidArgument("a length is too large".to_owned()));
        }
        // SAFETY: not NULL, not longer than an object can be; the caller vouches for the rest.
        Ok(Some(unsafe { std::slice::from_raw_parts(self.data, self.length) }))
    }

    /// The text; `None` if absent.
    ///
    /// # Errors
    /// `InvalidArgument` if it is not UTF-8 or too long.
    ///
    /// # Safety
    /// As for `bytes`.
    pub(crate) unsafe fn text<'a>(self) -> Result<Option<&'a str>> {
        // SAFETY: the caller vouches for it.
        match unsafe { self.bytes() }? {
            None => Ok(None),
            Some(bytes) if bytes.len() > LONGEST_TEXT => {
                Err(Error::InvalidArgument(format!("a text is longer than {} MiB", LONGEST_TEXT >> 20)))
            }
            Some(bytes) => std::str::from_utf8(bytes)
                .map(Some)
                .map_err(|_| Error::InvalidArgument("a text is not UTF-8".to_owned())),
        }
    }

    /// The text, which must be present.
    ///
    /// # Safety
    /// As for `bytes`.
    pub(crate) unsafe fn required<'a>(self, name: &str) -> Result<&'a str> {
        // SAFETY: the caller vouches for it.
        unsafe { self.text() }?.ok_or_else(|| Error::InvalidArgument(format!("{} is absent", name)))
    }
}

/// The sixteen bytes at a pointer; `None` if NULL.
///
/// # Safety
/// `pointer`, unless NULL, must point to sixteen readable bytes.
pub(crate) unsafe fn sixteen_bytes(pointer: *const u8) -> Option<[u8; 16]> {
    if pointer.is_null() {
        return None;
    }
    // SAFETY: not NULL; the caller vouches for the length. An array of bytes has no alignment.
    Some(unsafe { pointer.cast::<[u8; 16]>().read() })
}

/// The slice at a pointer; empty if the count is 0, whatever the pointer.
///
/// # Safety
/// `pointer` must be aligned and point to `count` readable elements that nobody writes during `'a`.
pub(crate) unsafe fn slice<'a, T>(pointer: *const T, count: usize, name: &str) -> Result<&'a [T]> {
    if count == 0 {
        return Ok(&[]);
    }
    if pointer.is_null() || count > isize::MAX as usize / std::mem::size_of::<T>().max(1) {
        return Err(Error::InvalidArgument(format!("{} is NULL or too long", name)));
    }
    // SAFETY: not NULL, not longer than an object can be; the caller vouches for the rest.
    Ok(unsafe { std::slice::from_raw_parts(pointer, count) })
}

/// The location of a result, which must not be NULL.
///
/// # Safety
/// `pointer`, unless NULL, must be aligned and writable, and nobody else may use it during `'a`.
pub(crate) unsafe fn out<'a, T>(pointer: *mut T, name: &str) -> Result<&'a mut std::mem::MaybeUninit<T>> {
    if pointer.is_null() {
        return Err(Error::InvalidArgument(format!("{} is NULL", name)));
    }
    // SAFETY: not NULL; the caller vouches for the rest; MaybeUninit makes no claim about what is there now.
    Ok(unsafe { &mut *pointer.cast() })
}
