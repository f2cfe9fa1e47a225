//! A file that is created under a temporary name and renamed when it is complete, so that no incomplete file is ever visible.

use std::collections::hash_map::RandomState;
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::path::Path;

use tempfile::TempPath;

use crate::platform;

/// Creates a file that only its owner can access, opens it for writing, and removes it when its path is dropped.
// Older versions of tempfile do not have the newer name of `from_path`.
#[allow(deprecated)]
pub(crate) fn create(folder: &Path) -> io::Result<(TempPath, File)> {
    loop {
        // Every state has random keys, so the name cannot be predicted.
        let number = RandomState::new().build_hasher().finish();
        let path = folder.join(format!(".cscert-{:016x}", number));
        match platform::current().create_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|file| (TempPath::from_path(path), file)),
        }
    }
}

/// Renames it to its final name.
///
/// # Errors
/// `AlreadyExists` if there is a file with that name; other errors of the operating system.
pub(crate) fn place(draft: TempPath, destination: &Path) -> io::Result<()> {
    draft.persist_noclobber(destination).map_err(|error| error.error)?;
    sync_folder_of(destination);
    Ok(())
}

/// Renames it to its final name, replacing the file that has it.
pub(crate) fn replace(draft: TempPath, destination: &Path) -> io::Result<()> {
    draft.persist(destination).map_err(|error| error.error)?;
    sync_folder_of(destination);
    Ok(())
}

/// Makes the rename durable, if the operating system supports that.
fn sync_folder_of(path: &Path) {
    if let Some(Ok(folder)) = path.parent().map(File::open) {
        let _ = folder.sync_all();
    }
}
