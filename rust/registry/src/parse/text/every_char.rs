//! For tests: the characters of Unicode.

/// Every character that is or may be assigned, except private use: planes 0 to 3 and the start of plane 14.
pub(crate) fn every_char() -> impl Iterator<Item = char> {
    (0..0x4_0000).chain(0xE_0000..0xE_1000).filter_map(char::from_u32)
}
