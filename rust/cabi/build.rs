//! Generates the C header from the sources. `tests/header.rs` compares it with the committed one.

use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("set by cargo"));
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=cbindgen.toml");
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml is readable");
    // with_crate would start a cargo of its own, with settings of its own.
    let mut builder = cbindgen::Builder::new().with_config(config);
    for source in sources(&root.join("src")) {
        builder = builder.with_src(source);
    }
    let bindings = builder.generate().expect("the header can be generated");
    bindings.write_to_file(out.join("cscert.h"));
    println!("cargo:rerun-if-env-changed=CSCERT_HEADER");
    if std::env::var_os("CSCERT_HEADER").map_or(false, |value| value == "write") {
        bindings.write_to_file(root.join("../../include/cscert.h"));
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("src is readable");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("src is readable").path())
        .filter(|path| path.extension().map_or(false, |extension| extension == "rs"))
        .collect();
    files.sort();
    files
}
