//! Distinguished names by property: all spellings of a name are equal, and differ from other names.

use proptest::prelude::*;
use proptest::sample::select;

use crate::parse::text::fold::name_key;

use super::DistinguishedName;

/// A name as components of (type, value) pairs.
type Model = Vec<Vec<(&'static str, String)>>;

const TYPES: &[&[&str]] = &[
    &["CN", "cn", "commonName", "2.5.4.3", "OID.2.5.4.3"],
    &["OU", "Ou", "organizationalUnitName", "2.5.4.11"],
    &["DC", "dC", "domainComponent", "0.9.2342.19200300.100.1.25"],
    &["UID", "userid", "oid.0.9.2342.19200300.100.1.1"],
    &["x-other", "X-OTHER"],
];

fn values() -> impl Strategy<Value = String> {
    let special: Vec<char> = "ab ,;+\"\\<>=#/\n\t\u{1}éßか".chars().collect();
    proptest::collection::vec(prop_oneof![3 => select(special), 1 => any::<char>()], 0..8)
        // U+0000 is not allowed in names.
        .prop_map(|chars| chars.into_iter().filter(|c| *c != '\0').collect())
}

fn models() -> impl Strategy<Value = Model> {
    let attribute = (select(TYPES.iter().map(|names| names[0]).collect::<Vec<_>>()), values());
    proptest::collection::vec(proptest::collection::vec(attribute, 1..3), 0..5)
}

/// The key of a model: types and folded values, without the order within a component.
fn identity(model: &Model) -> Vec<Vec<(&'static str, String)>> {
    let fold = |rdn: &Vec<(&'static str, String)>| {
        let mut folded: Vec<_> = rdn.iter().map(|(kind, value)| (*kind, name_key(value))).collect();
        folded.sort();
        folded
    };
    model.iter().map(fold).collect()
}

/// Spells the model; the choices decide the spelling of each value and separator.
fn spell(model: &Model, choices: &[u8]) -> String {
    let mut choices = choices.iter().copied().cycle();
    let mut choose = |n: usize| usize::from(choices.next().unwrap_or(0)) % n;
    let mut text = String::new();
    for (i, rdn) in model.iter().enumerate() {
        if i > 0 {
            text += [",", ";", " , ", ",\r\n "][choose(4)];
        }
        let mut rdn = rdn.clone();
        if choose(2) == 1 {
            rdn.reverse();
        }
        for (j, (kind, value)) in rdn.iter().enumerate() {
            if j > 0 {
                text += ["+", " + "][choose(2)];
            }
            let spellings = TYPES.iter().find(|names| names[0] == *kind).expect("a type of the table");
            text += spellings[choose(spellings.len())];
            text += ["=", " = "][choose(2)];
            text += &match choose(3) {
                0 => quoted(value, &mut choose),
                1 => encoded(value),
                _ => escaped(value, &mut choose),
            };
        }
    }
    text
}

fn hex_escapes(c: char) -> String {
    c.to_string().bytes().map(|b| format!("\\{b:02x}")).collect()
}

fn quoted(value: &str, choose: &mut impl FnMut(usize) -> usize) -> String {
    let inner: String = value
        .chars()
        .map(|c| match c {
            '"' | '\\' if choose(2) == 0 => format!("\\{c}"),
            '"' | '\\' => hex_escapes(c),
            c if choose(4) == 0 => hex_escapes(c),
            c => c.to_string(),
        })
        .collect();
    format!("\"{inner}\"")
}

fn encoded(value: &str) -> String {
    let mut bytes = vec![0x0C, 0x81, u8::try_from(value.len()).expect("short values")];
    bytes.extend_from_slice(value.as_bytes());
    let digits: String = bytes.iter().map(|b| format!("{b:02X}")).collect();
    format!("#{digits}")
}

fn escaped(value: &str, choose: &mut impl FnMut(usize) -> usize) -> String {
    value
        .chars()
        .map(|c| match c {
            ' ' | '"' | '#' | '+' | ',' | ';' | '<' | '=' | '>' | '\\' if choose(2) == 0 => format!("\\{c}"),
            ' ' | '"' | '#' | '+' | ',' | ';' | '\\' | '\t' | '\r' | '\n' => hex_escapes(c),
            c if choose(4) == 0 => hex_escapes(c),
            c => c.to_string(),
        })
        .collect()
}

proptest! {
    #[test]
    fn every_spelling_is_the_same_name(model in models(), one: [u8; 24], other: [u8; 24]) {
        let spelled = spell(&model, &one);
        let respelled = spell(&model, &other);
        let first = DistinguishedName::parse(&spelled).expect("a spelling of a name");
        let second = DistinguishedName::parse(&respelled).expect("a spelling of a name");
        prop_assert_eq!(first.key(), second.key());
        prop_assert_eq!(first.exact(), second.exact());
        prop_assert_eq!(first.path_key(), second.path_key());
    }

    #[test]
    fn keys_are_equal_only_for_equal_names(one in models(), other in models(), choices: [u8; 24]) {
        let first = DistinguishedName::parse(&spell(&one, &choices)).expect("a spelling of a name");
        let second = DistinguishedName::parse(&spell(&other, &choices)).expect("a spelling of a name");
        prop_assert_eq!(first.key() == second.key(), identity(&one) == identity(&other));
        prop_assert_eq!(first.path_key() == second.path_key(), identity(&one) == identity(&other));
    }

    #[test]
    fn ancestors_are_ends_of_the_name(model in models(), cut in 0_usize..5, choices: [u8; 24]) {
        let name = DistinguishedName::parse(&spell(&model, &choices)).expect("a spelling of a name");
        let upper: Model = model.iter().skip(cut).cloned().collect();
        let ancestor = DistinguishedName::parse(&spell(&upper, &[1])).expect("a spelling of a name");
        prop_assert!(name.is_within(&ancestor));
        prop_assert!(name.path_key().starts_with(&ancestor.path_key()));
    }

    #[test]
    fn what_is_written_is_read_back(model in models(), choices: [u8; 24]) {
        let name = DistinguishedName::parse(&spell(&model, &choices)).expect("a spelling of a name");
        let written = name.to_string();
        let back = DistinguishedName::parse(&written).expect("what was written");
        prop_assert_eq!(back.to_string(), written);
        prop_assert_eq!(back.exact(), name.exact());
        prop_assert_eq!(back.common_name(), name.common_name());
    }

    #[test]
    fn no_text_is_too_strange(text in "[ -~é\\n]{0,64}|(CN|[a-z.0-9]{1,5})=[#\"\\\\,+;=a-f0-9 ]{0,32}|\\PC{0,64}") {
        if let Ok(name) = DistinguishedName::parse(&text) {
            let written = name.to_string();
            let back = DistinguishedName::parse(&written).expect("what was written");
            prop_assert_eq!(back.exact(), name.exact());
        }
    }
}
