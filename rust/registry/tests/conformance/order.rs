//! In which order things are told: names by code points, neither by UTF-16 units nor as any language sorts them.

use cscert_registry::error::Error;

use crate::support::made::entry;
use crate::support::TestRegistry;

/// In the order of their code points. UTF-16 has U+10000 before U+E000, and languages pass over the hyphen.
const ENDS: [&str; 8] = ["-b", "0", "a", "a-", "ab", "z", "\u{E000}", "\u{10000}"];

#[test]
fn who_is_offered_comes_by_code_points() {
    let test = TestRegistry::empty();
    let mut places: Vec<usize> = (0..ENDS.len()).collect();
    places.reverse();
    let name = |place: usize| format!("Ken{}", ENDS[place]);
    let ldif: String = places
        .iter()
        .map(|place| {
            let attributes = [("displayName", &*name(*place)), ("msRTCSIP-PrimaryUserAddress", "sip:a@x")];
            entry(*place as u8 + 1, &format!("OU={},DC=x", place), &attributes)
        })
        .collect();
    test.import(&ldif);
    for limit in [3, 100] {
        let mut offered = Vec::new();
        test.registry.complete("ken", limit, &mut |user| offered.push(user.name.to_owned())).unwrap();
        let expected: Vec<String> = (0..ENDS.len()).map(name).take(limit).collect();
        assert_eq!(offered, expected);
    }
}

#[test]
fn candidates_come_by_code_points() {
    let test = TestRegistry::empty();
    let name = |end: &str| format!("OU=Ken{},DC=x", end);
    let everybody = ENDS.iter().rev().enumerate();
    test.import(
        &everybody
            .map(|(n, end)| entry(n as u8 + 1, &name(end), &[("displayName", "Ken")]))
            .collect::<String>(),
    );
    match test.resolve("Ken") {
        Err(Error::AmbiguousIdentity { candidates, .. }) => {
            let mut expected = ENDS.map(name).to_vec();
            expected.sort_by(|one, other| one.chars().cmp(other.chars()));
            assert_eq!(candidates, expected);
        }
        other => panic!("{:?}", other),
    }
}

/// One name to whoever ignores accents, kana, case and width.
#[test]
fn names_that_fold_alike_are_told_apart_as_far_as_they_are_spelled() {
    let test = TestRegistry::empty();
    let names = ["José", "Jose", "かとう", "カトウ", "Straße", "STRASSE", "Zoë", "zoe\u{308}"];
    let everybody = names.iter().enumerate();
    test.import(
        &everybody
            .map(|(n, name)| {
                entry(
                    n as u8 + 1,
                    &format!("OU={},DC=x", n),
                    &[("displayName", name), ("sAMAccountName", name)],
                )
            })
            .collect::<String>(),
    );
    let test = test.reopened();
    let named = |n: usize| Ok(format!("OU={},DC=x", n));
    for (text, n) in [("JOSÉ", 0), ("jose", 1), ("Jose\u{301}", 0), ("かとう", 2), ("ｶﾄｳ", 3)] {
        assert_eq!(test.resolve(text), named(n), "{}", text);
    }
    for text in ["strasse", "Straße", "zoë"] {
        assert!(matches!(test.resolve(text), Err(Error::AmbiguousIdentity { .. })), "{}", text);
    }
    assert!(test.findings().is_empty());
}
