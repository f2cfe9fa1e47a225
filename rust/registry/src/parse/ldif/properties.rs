//! LDIF by property: written entries are read back, whole or in pieces, and any bytes are handled.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

type Outcome = Result<Entry, LdifError>;

fn read(bytes: &[u8], pieces: &[usize], limits: LdifLimits) -> Vec<Outcome> {
    let mut parser = LdifParser::new(limits);
    let mut outcomes = Vec::new();
    let mut rest = bytes;
    for size in pieces.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, after) = rest.split_at((*size).min(rest.len()));
        parser.push(piece, &mut |outcome| outcomes.push(outcome.cloned()));
        rest = after;
    }
    parser.finish(&mut |outcome| outcomes.push(outcome.cloned()));
    outcomes
}

fn pieces() -> impl Strategy<Value = Vec<usize>> {
    vec(1_usize..40, 1..5)
}

fn values() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        "[ -~]{0,120}".prop_map(String::into_bytes),
        any::<String>().prop_map(String::into_bytes),
        vec(any::<u8>(), 0..200),
    ]
}

/// An attribute value to be written.
#[derive(Clone, Debug)]
struct Attribute {
    name: &'static str,
    /// Each preceded by a semicolon.
    options: String,
    value: Vec<u8>,
}

fn attributes() -> impl Strategy<Value = Attribute> {
    let names =
        select(vec!["cn", "displayName", "objectGUID", "userCertificate", "2.5.4.3", "control", "x-y_z"]);
    let options = vec(select(vec!["binary", "lang-de", "range=0-1499", "range=1500-*"]), 0..3);
    (names, options, values()).prop_map(|(name, options, value)| Attribute {
        name,
        options: options.into_iter().map(|option| format!(";{option}")).collect(),
        value,
    })
}

/// Entries as (name, attributes). The first attribute never makes it a change record.
fn exports() -> impl Strategy<Value = Vec<(String, Vec<Attribute>)>> {
    let entry = (any::<String>(), vec(attributes(), 0..6)).prop_map(|(name, mut attributes)| {
        if attributes.first().map_or(false, |a| a.name == "control") {
            attributes.remove(0);
        }
        attributes.retain(|a| a.name != "control");
        (name, attributes)
    });
    vec(entry, 0..5)
}

/// Writes LDIF; the choices decide the variants of the format.
struct Writer<'a> {
    bytes: Vec<u8>,
    choices: std::iter::Cycle<std::slice::Iter<'a, u8>>,
    line: u64,
}

impl Writer<'_> {
    fn choose(&mut self, n: u8) -> u8 {
        self.choices.next().map_or(0, |choice| choice % n)
    }

    fn end_line(&mut self) {
        let end: &[u8] = [&b"\n"[..], b"\r\n", b"\n"][usize::from(self.choose(3))];
        self.bytes.extend_from_slice(end);
        self.line += 1;
    }

    /// One line, folded at chosen positions.
    fn folded(&mut self, line: &[u8]) {
        let mut rest = line;
        while !rest.is_empty() {
            let length = match self.choose(4) {
                0 => rest.len(),
                _ => usize::from(1 + self.choose(60)).min(rest.len()),
            };
            self.bytes.extend_from_slice(&rest[..length]);
            rest = &rest[length..];
            self.end_line();
            if !rest.is_empty() {
                self.bytes.push(b' ');
            }
        }
    }

    fn comments(&mut self) {
        for _ in 0..self.choose(4).saturating_sub(1) {
            self.folded(b"# dn: a comment that is long enough to be folded somewhere");
        }
    }

    /// A value, plain if that preserves it.
    fn value(&mut self, description: &str, value: &[u8]) {
        let plain = !value.iter().any(|b| matches!(b, b'\r' | b'\n' | 0))
            && !value.last().map_or(false, |b| matches!(b, b' ' | b'\t' | 0x1A))
            && !value.first().map_or(false, |b| matches!(b, b' ' | b':' | b'<'));
        let mut line = description.as_bytes().to_vec();
        if plain && self.choose(3) > 0 {
            line.extend_from_slice([&b":"[..], b": ", b":   "][usize::from(self.choose(3))]);
            line.extend_from_slice(value);
        } else {
            line.extend_from_slice([&b"::"[..], b":: "][usize::from(self.choose(2))]);
            line.extend_from_slice(base64::encode(value).as_bytes());
        }
        self.folded(&line);
        self.comments();
    }

    /// All entries; returns what must be read back.
    fn export(&mut self, export: &[(String, Vec<Attribute>)]) -> Vec<Outcome> {
        self.comments();
        if self.choose(2) == 1 {
            self.folded(b"version: 1");
        }
        let mut expected = Vec::new();
        for (name, attributes) in export {
            self.comments();
            let line = self.line;
            self.value("dn", name.as_bytes());
            if self.choose(3) == 1 {
                self.folded(b"changetype: add");
                self.comments();
            }
            for attribute in attributes {
                let description = format!("{}{}", attribute.name, attribute.options);
                self.value(&description, &attribute.value);
            }
            for _ in 0..=self.choose(2) {
                self.end_line();
            }
            let mut entry = Entry::default();
            entry.distinguished_name.push_str(name);
            entry.line = line;
            for Attribute { name, options, value } in attributes {
                entry.add_value(name, options, value);
            }
            expected.push(Ok(entry));
        }
        expected
    }
}

/// Bytes in which the special characters of LDIF are frequent.
fn strange_bytes() -> impl Strategy<Value = Vec<u8>> {
    let words = select(vec![
        &b"dn: "[..],
        b"dn:: ",
        b"cn",
        b":",
        b"::",
        b":<",
        b";",
        b" ",
        b"\n",
        b"\r",
        b"\n\n",
        b"#",
        b"version: 1",
        b"changetype: add",
        b"result: 4",
        b"S2Vu",
        b"\xEF\xBB\xBF",
        b"\xFF\xFE",
        b"\0",
        b"\xC3",
        b"-",
    ]);
    vec(prop_oneof![4 => words.prop_map(<[u8]>::to_vec), 1 => vec(any::<u8>(), 1..4)], 0..60)
        .prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        export in exports(),
        choices in vec(any::<u8>(), 1..60),
        pieces in pieces(),
        mark: bool,
        final_line_end: bool,
    ) {
        let mut writer = Writer { bytes: Vec::new(), choices: choices.iter().cycle(), line: 1 };
        let expected = writer.export(&export);
        let mut bytes = writer.bytes;
        if !final_line_end {
            while bytes.last().map_or(false, |b| matches!(b, b'\r' | b'\n')) {
                bytes.pop();
            }
        }
        if mark {
            bytes.splice(..0, *b"\xEF\xBB\xBF");
        }
        prop_assert_eq!(read(&bytes, &pieces, LdifLimits::default()), expected);
    }

    #[test]
    fn pieces_make_no_difference(bytes in strange_bytes(), pieces in pieces(), length in 1_usize..40, size in 1_usize..80) {
        for limits in [LdifLimits::default(), LdifLimits { line_length: length, entry_size: size, attributes: 2 }] {
            prop_assert_eq!(read(&bytes, &pieces, limits), read(&bytes, &[usize::MAX], limits));
        }
    }

    #[test]
    fn line_ends_make_no_difference(bytes in strange_bytes()) {
        let mut text = Vec::new();
        text.extend(bytes.into_iter().filter(|b| !matches!(b, 0 | b'\r') && *b < 0x80));
        let with = |end: &[u8]| -> Vec<u8> {
            text.split(|b| *b == b'\n').collect::<Vec<_>>().join(end)
        };
        let expected = read(&text, &[usize::MAX], LdifLimits::default());
        prop_assert_eq!(&read(&with(b"\r\n"), &[7], LdifLimits::default()), &expected);
        prop_assert_eq!(&read(&with(b"\r"), &[7], LdifLimits::default()), &expected);
    }

    #[test]
    fn lines_and_bytes_are_read_alike(bytes in strange_bytes()) {
        // Only the end of a line decides whether a zero begins UTF-16.
        let text = String::from_utf8_lossy(&bytes).replace('\0', "");
        let mut parser = LdifParser::default();
        let mut outcomes = Vec::new();
        for line in text.split('\n') {
            for piece in [line, "\n"] {
                parser.push(piece.as_bytes(), &mut |outcome| outcomes.push(outcome.cloned()));
            }
        }
        parser.finish(&mut |outcome| outcomes.push(outcome.cloned()));
        prop_assert_eq!(outcomes, read(text.as_bytes(), &[usize::MAX], LdifLimits::default()));
    }

    #[test]
    fn limits_bound_what_comes_out(bytes in strange_bytes(), length in 1_usize..40, size in 1_usize..80) {
        let limits = LdifLimits { line_length: length, entry_size: size, attributes: 2 };
        for entry in read(&bytes, &[16], limits).into_iter().flatten() {
            prop_assert!(entry.attributes().len() <= 2);
            let content: usize = entry.attributes().map(|a| a.name.len() + a.value.len()).sum();
            prop_assert!(content + entry.distinguished_name.len() <= size);
        }
    }
}
