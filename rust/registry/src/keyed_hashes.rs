//! Sets of keyed hashes: what nobody outside can choose needs not be hashed once more.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// A set of hashes that are keyed with the registry's secret.
pub(crate) type KeyedHashes = HashSet<i64, BuildHasherDefault<AsItIs>>;

/// Takes a hash as it is.
#[derive(Default)]
pub(crate) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |value, byte| value << 8 | u64::from(*byte));
    }

    fn write_i64(&mut self, hash: i64) {
        self.0 = hash as u64;
    }
}
