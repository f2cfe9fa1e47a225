//! The test's own executable as another process: a test that finds its name in the environment plays the child's part.

use std::path::Path;
use std::process::{Command, Output};

/// Names the part a child plays.
const PART: &str = "CSCERT_TEST_PART";
/// The registry it plays it on.
const FILE: &str = "CSCERT_TEST_FILE";

/// A child that runs only the test of that name.
pub fn command(test: &str, part: &str, file: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(PART, part).env(FILE, file);
    command
}

/// What this process is to play, if it is a child.
pub fn part() -> Option<(String, std::path::PathBuf)> {
    Some((std::env::var(PART).ok()?, std::env::var_os(FILE)?.into()))
}

/// Fails with what the child said; also where it had no part.
pub fn assert_succeeded(output: &Output) {
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{}\n{}",
        said,
        String::from_utf8_lossy(&output.stderr)
    );
}
