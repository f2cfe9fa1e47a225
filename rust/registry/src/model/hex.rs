//! Hexadecimal text of thumbprints and serial numbers.

/// Upper-case digits.
pub fn upper(bytes: &[u8]) -> String {
    let mut text = String::new();
    push_upper(&mut text, bytes);
    text
}

/// Appends upper-case digits to a text.
pub(crate) fn push_upper(text: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    text.reserve(2 * bytes.len());
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    text.extend(digits.map(|digit| char::from(DIGITS[usize::from(digit)])));
}
