//! The committed header is the one that the sources make.

use std::path::Path;

const GENERATED: &str = include_str!(concat!(env!("OUT_DIR"), "/cscert.h"));

#[test]
fn the_committed_header_is_what_the_sources_make() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../include/cscert.h");
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == GENERATED,
        "include/cscert.h differs from what rust/cabi exports; `./build.sh header` makes it anew"
    );
}
