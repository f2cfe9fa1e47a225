//! Who may read a private key.

use std::path::Path;

use crate::error::Result;

/// Refuses a key that others can read: root's may be read by its group, as libpq has it.
#[cfg(unix)]
pub(crate) fn check(file: &Path) -> Result<()> {
    use crate::error::Error;
    use std::os::unix::fs::MetadataExt;
    let wrong =
        |why: &str| Error::Config(format!("The file {} of sslkey cannot be used: {}", file.display(), why));
    let about = std::fs::metadata(file).map_err(|error| wrong(&error.to_string()))?;
    let others = if about.uid() == 0 { 0o037 } else { 0o077 };
    if about.mode() & others != 0 {
        return Err(wrong("others can read or write it; run: chmod 0600"));
    }
    Ok(())
}

/// Windows' rights are not looked at, as in libpq.
#[cfg(not(unix))]
pub(crate) fn check(_: &Path) -> Result<()> {
    Ok(())
}
