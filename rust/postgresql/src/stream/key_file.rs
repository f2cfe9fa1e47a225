//! Who may read a private key.

use std::path::Path;

use crate::error::Result;

/// Refuses a key that others can read: root's may be read by its group, as libpq has it.
#[cfg(unix)]
pub(crate) fn check(file: &Path) -> Result<()> {
    use super::unusable_file;
    use std::os::unix::fs::MetadataExt;
    let about = std::fs::metadata(file).map_err(|error| unusable_file("sslkey", file, &error))?;
    let others = if about.uid() == 0 { 0o037 } else { 0o077 };
    if about.mode() & others != 0 {
        return Err(unusable_file("sslkey", file, &"others can read or write it; run: chmod 0600"));
    }
    Ok(())
}

/// Windows' rights are not looked at, as in libpq.
#[cfg(not(unix))]
pub(crate) fn check(_: &Path) -> Result<()> {
    Ok(())
}
