//! What only the operating system knows: who is at work, and who may touch a file.

use std::io;
use std::path::Path;

#[cfg(windows)]
use once_cell::sync::OnceCell;

#[cfg(unix)]
mod unix;

/// An operating system, as far as a registry needs one. Linux is asked here; Windows is asked by `rust/cabi`, because its interface
/// cannot be called from safe code.
pub trait Platform: Sync {
    /// The effective user, as the operating system knows it and not as an environment variable says.
    fn user(&self) -> String;
    /// The host's name.
    fn host(&self) -> String;
    /// Makes a file that was not there, for its owner alone.
    ///
    /// # Errors
    /// `AlreadyExists` where there is one of that name; whatever else the operating system says.
    fn create_file(&self, path: &Path) -> io::Result<()>;
    /// Makes a folder for its owner alone, and the ones it lies in where they are missing.
    ///
    /// # Errors
    /// Whatever the operating system says.
    fn create_folder(&self, path: &Path) -> io::Result<()>;
    /// Refuses a path, with every link resolved, that anybody but the current user and the machine's administrators could have
    /// written or replaced.
    ///
    /// # Errors
    /// The reason, as the administrator reads it.
    fn check(&self, path: &Path, place: Place) -> Result<(), String>;
    /// The kind of network file system the path lies on, if it does.
    fn network_file_system(&self, path: &Path) -> Option<&'static str>;
}

/// What a path is to a registry; the rights that endanger it differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The database, or a file that SQLite keeps beside it.
    File,
    /// The folder that these files lie in.
    Folder,
    /// A folder further up.
    FolderAbove,
}

/// The operating system of this process.
#[cfg(unix)]
pub fn current() -> &'static dyn Platform {
    &unix::Unix
}

/// Says how this process asks Windows. The first one stays.
#[cfg(windows)]
pub fn install(platform: &'static dyn Platform) {
    let _ = INSTALLED.set(platform);
}

#[cfg(windows)]
static INSTALLED: OnceCell<&'static dyn Platform> = OnceCell::new();

/// The operating system of this process.
///
/// # Panics
/// Where nothing was installed: without the means to check them, no file is to be trusted.
#[cfg(windows)]
pub fn current() -> &'static dyn Platform {
    *INSTALLED.get().expect("platform::install comes before any registry")
}
