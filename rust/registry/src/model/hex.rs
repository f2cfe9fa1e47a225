//! Hexadecimal text.

/// The byte that two digits stand for.
pub(crate) fn byte(digits: &[u8]) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    match *digits {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    }
}

/// The bytes that twice as many digits stand for.
pub(crate) fn array<const N: usize>(digits: &[u8]) -> Option<[u8; N]> {
    let bytes: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
    bytes?.try_into().ok()
}

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
