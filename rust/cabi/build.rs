//! Generates the C header from the sources. `tests/header.rs` compares it with the committed one. Also links in what a release adds.

use std::path::PathBuf;

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("set by cargo"));
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=cbindgen.toml");
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml is readable");
    // Not with_crate, which would start a cargo of its own, with settings of its own; the modules are found from here.
    let builder = cbindgen::Builder::new().with_config(config).with_src(root.join("src").join("lib.rs"));
    let bindings = builder.generate().expect("the header can be generated");
    bindings.write_to_file(out.join("cscert.h"));
    println!("cargo:rerun-if-env-changed=CSCERT_HEADER");
    if std::env::var_os("CSCERT_HEADER").map_or(false, |value| value == "write") {
        bindings.write_to_file(root.join("../../include/cscert.h"));
    }
    // Not by RUSTFLAGS, whose every change compiles all crates anew.
    println!("cargo:rerun-if-env-changed=CSCERT_OBJECTS");
    for object in std::env::var_os("CSCERT_OBJECTS").iter().flat_map(std::env::split_paths) {
        println!("cargo:rerun-if-changed={}", object.display());
        println!("cargo:rustc-cdylib-link-arg={}", object.display());
    }
}
