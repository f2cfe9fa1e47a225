//! Text between the blocks that looks like a certificate but is not readable, so that nothing is skipped silently.

use crate::parse::text::trimmed;

/// A position in the text.
pub(super) struct Remains {
    /// The offset in bytes from the start of the text.
    pub(super) offset: usize,
    /// What it looks like.
    pub(super) found: &'static str,
}

/// The minimum length of a line that can be the first of a certificate in base64.
const SHORTEST_LINE: usize = 40;
const BEGIN_LINE: &str = "a BEGIN line";

/// Text outside of blocks that looks like a certificate.
pub(super) fn of(text: &[u8]) -> impl Iterator<Item = Remains> + '_ {
    let mut end = 0;
    let mut was_begin = false;
    let in_lines = text.split(|byte| matches!(byte, b'\n' | b'\r')).map(move |line| {
        let offset = end;
        end += line.len() + 1;
        // The base64 after a BEGIN line is reported with it.
        let found = look_at(line).filter(|found| !was_begin || *found == BEGIN_LINE);
        was_begin = found == Some(BEGIN_LINE) || was_begin && line.is_empty();
        found.map(|found| Remains { offset, found })
    });
    in_lines.flatten().chain(der(text))
}

fn look_at(line: &[u8]) -> Option<&'static str> {
    if has_begin(line) {
        return Some(BEGIN_LINE);
    }
    let is_around = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b',' | b';');
    let bare = trimmed(line, is_around);
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    // Base64 of a SEQUENCE longer than 255 bytes.
    (bare.len() >= SHORTEST_LINE && bare.starts_with(b"MII") && bare.iter().all(is_base64))
        .then_some("a certificate in base64 without BEGIN and END lines")
}

/// Whether the line contains `BEGIN CERTIFICATE`, in any case and with any hyphens.
fn has_begin(line: &[u8]) -> bool {
    const BEGIN: &[u8] = b"BEGIN";
    line.windows(BEGIN.len()).enumerate().filter(|(_, window)| window.eq_ignore_ascii_case(BEGIN)).any(
        |(start, _)| {
            let label = line[start + BEGIN.len()..].iter().take(64);
            let label: String = label.map(|byte| char::from(*byte).to_ascii_uppercase()).collect();
            let mut words = label.split_ascii_whitespace().peekable();
            words.next_if(|word| matches!(*word, "X509" | "X.509" | "TRUSTED"));
            let is_certificate = words
                .next()
                .map_or(false, |word| word.starts_with("CERTIFICATE") || word.starts_with("PKCS7"));
            label.starts_with(|first: char| first.is_ascii_whitespace())
                && is_certificate
                && !words.next().map_or(false, |word| word.starts_with("REQUEST"))
        },
    )
}

/// DER after the blocks. (Zero bytes have been removed from the text.)
fn der(text: &[u8]) -> Option<Remains> {
    let is_der = |window: &[u8]| window[..2] == [0x30, 0x82] && (window[3] == 0x30 || window[4] == 0x30);
    let offset = text.windows(5).position(is_der)?;
    Some(Remains { offset, found: "a certificate in DER behind the text" })
}

/// Whether a label is a misspelled certificate label.
pub(super) fn is_misspelt(label: &str) -> bool {
    let label = label.to_ascii_uppercase();
    let words: Vec<&str> = label.split_ascii_whitespace().collect();
    matches!(words.as_slice(), [.., "CERTIFICATE"]) && !words.contains(&"ATTRIBUTE")
}
