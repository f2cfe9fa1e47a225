//! What names a change, so that it can be repeated when nobody knows whether it was made.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::model::time;
use crate::platform::caller::Caller;

/// A number that no other change has: of a process, at a time, and of two keys that the operating system chose.
pub(crate) fn new_request() -> [u8; 16] {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut request = [0; 16];
    for half in request.chunks_exact_mut(8) {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u64(count);
        hasher.write_u32(std::process::id());
        hasher.write_i64(time::now());
        half.copy_from_slice(&hasher.finish().to_be_bytes());
    }
    request
}

/// What a caller says of itself, in the order in which the server's functions take it.
pub(crate) fn texts_of(caller: &Caller) -> [Option<&str>; 6] {
    [
        Some(&caller.operating_system_user),
        Some(&caller.host),
        Some(&caller.process),
        Some(&caller.command),
        caller.login_user.as_deref(),
        caller.remote_caller.as_deref(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_differ() {
        let requests: std::collections::HashSet<_> = (0..1000).map(|_| new_request()).collect();
        assert_eq!(requests.len(), 1000);
    }
}
