//! A file that is made under a name of its own and gets its real one when it is whole: nobody ever sees half of it.

use std::collections::hash_map::RandomState;
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::path::Path;

use tempfile::TempPath;

use crate::platform;

/// Makes a file for the owner alone, open for writing, which is removed with its path.
// The name that a newer tempfile has for `from_path` an older one has not.
#[allow(deprecated)]
pub(crate) fn create(folder: &Path) -> io::Result<(TempPath, File)> {
    loop {
        // Every state has keys of its own, which nobody can foretell.
        let number = RandomState::new().build_hasher().finish();
        let path = folder.join(format!(".cscert-{:016x}", number));
        match platform::current().create_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|file| (TempPath::from_path(path), file)),
        }
    }
}

/// Gives it its name.
///
/// # Errors
/// `AlreadyExists` where there is a file of that name; whatever else the operating system says.
pub(crate) fn place(draft: TempPath, destination: &Path) -> io::Result<()> {
    draft.persist_noclobber(destination).map_err(|error| error.error)?;
    sync_folder_of(destination);
    Ok(())
}

/// Gives it its name, in the place of the file that has it.
pub(crate) fn replace(draft: TempPath, destination: &Path) -> io::Result<()> {
    draft.persist(destination).map_err(|error| error.error)?;
    sync_folder_of(destination);
    Ok(())
}

/// Makes the name last, where the operating system can be told to.
fn sync_folder_of(path: &Path) {
    if let Some(Ok(folder)) = path.parent().map(File::open) {
        let _ = folder.sync_all();
    }
}
