//! The SQLite inside is compiled with the options of the build, and no others.

use crate::support::{data, skip};
use cscert_registry::store::sqlite::options::options;

#[test]
fn the_options_are_those_of_the_list() {
    if std::env::var_os("CSCERT_SYSTEM_SQLITE").is_some() {
        return skip("this build uses the system's SQLite");
    }
    let list = std::fs::read_to_string(data("sqlite-options.txt")).unwrap();
    let listed: Vec<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
    let options = options().unwrap();
    let found: Vec<&str> = options.lines().collect();
    let is = |listed: &str, found: &str| match listed.strip_suffix('*') {
        Some(start) => found.starts_with(start),
        None => found == listed,
    };
    let more: Vec<_> = found.iter().filter(|found| !listed.iter().any(|listed| is(listed, found))).collect();
    let less: Vec<_> =
        listed.iter().filter(|listed| !listed.ends_with('*') && !found.contains(listed)).collect();
    assert!(more.is_empty() && less.is_empty(), "more than listed: {:?}; not there: {:?}", more, less);
}
