//! The committed header is the one that the sources make.

use std::path::Path;

const GENERATED: &str = include_str!(concat!(env!("OUT_DIR"), "/cscert.h"));

/// The first place at which two headers differ in more than blanks and line ends, which every version of cbindgen puts elsewhere.
fn difference(one: &str, other: &str) -> Option<String> {
    let (mut one, mut other) = (one.split_whitespace(), other.split_whitespace());
    let mut before = "the start";
    loop {
        match (one.next(), other.next()) {
            (None, None) => return None,
            (Some(a), Some(b)) if a == b => before = a,
            (a, b) => {
                let end = "the end";
                return Some(format!("after {}: {} and {}", before, a.unwrap_or(end), b.unwrap_or(end)));
            }
        }
    }
}

#[test]
fn the_committed_header_is_what_the_sources_make() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../include/cscert.h");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        difference(&committed, GENERATED),
        None,
        "include/cscert.h differs from what rust/cabi exports; `./build.sh header` makes it anew"
    );
}

#[test]
fn a_change_of_a_function_a_field_or_a_comment_shows() {
    assert_eq!(difference(GENERATED, &GENERATED.replace("}\n", "}  \n\n").replace('\n', "\r\n")), None);
    for (part, changed) in [
        ("cscert_abi_version(", "cscert_abi("),
        ("size_t length;", "size_t size;"),
        ("Owned by the caller", "Borrowed from the caller"),
    ] {
        assert!(GENERATED.contains(part), "the header has no {}", part);
        assert!(difference(GENERATED, &GENERATED.replacen(part, changed, 1)).is_some(), "{}", part);
    }
}
