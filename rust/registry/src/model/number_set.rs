//! Sets of numbers that an attacker cannot choose: hashes keyed with the registry's secret, and keys that the registry assigns. They
//! need no hash that resists collision attacks.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// A set of such numbers.
pub(crate) type NumberSet = HashSet<i64, BuildHasherDefault<Spread>>;

/// 2^64 divided by the golden ratio, made odd: multiplied by it, consecutive numbers are far apart
/// (Knuth, The Art of Computer Programming, volume 3, section 6.4).
const FAR: u64 = 0x9E37_79B9_7F4A_7C15;

/// Spreads numbers.
#[derive(Default)]
pub(crate) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        // The set uses the lowest and the highest bits; the lowest bits of a product are weak.
        self.0.wrapping_mul(FAR).rotate_left(u64::BITS / 2)
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |value, byte| value << 8 | u64::from(*byte));
    }

    fn write_i64(&mut self, number: i64) {
        self.0 = number as u64;
    }
}
