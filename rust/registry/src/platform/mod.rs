//! Services of the operating system: the current user, and the permissions of files.

pub mod caller;
pub(crate) mod draft;
#[cfg(unix)]
mod unix;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

#[cfg(windows)]
use once_cell::sync::OnceCell;

/// The operating system as a registry needs it. Linux is implemented here, Windows in `rust/cabi`, because its interface
/// cannot be called from safe code.
pub trait Platform: Sync {
    /// The effective user of the operating system, never the value of an environment variable.
    fn user(&self) -> String;
    /// The user who logged in, whatever user the process runs as since; none if the operating system does not know.
    fn login_user(&self) -> Option<String> {
        None
    }
    /// The host name.
    fn host(&self) -> String;
    /// Creates a new file that only its owner can access, and opens it for writing.
    ///
    /// # Errors
    /// `AlreadyExists` if there is one with that name; other errors of the operating system.
    fn create_file(&self, path: &Path) -> io::Result<File>;
    /// Copies the permissions of the database to a file that SQLite created beside it, if they were not inherited.
    ///
    /// # Errors
    /// Errors of the operating system.
    fn copy_rights(&self, _database: &Path, _companion: &Path) -> io::Result<()> {
        Ok(())
    }
    /// Creates a folder that only its owner can access, and missing folders above it.
    ///
    /// # Errors
    /// Errors of the operating system.
    fn create_folder(&self, path: &Path) -> io::Result<()>;
    /// Refuses a path, with all links resolved, that anyone except the current user and the administrators of the computer could have
    /// written or replaced.
    ///
    /// # Errors
    /// The reason, as a message for the administrator.
    fn check(&self, path: &Path, place: Place) -> Result<(), String>;
    /// Resolves the links of a path one by one. Anyone who can write to a folder on the way, including the folder of a link, can put
    /// another file in its place: such a folder is refused.
    ///
    /// # Errors
    /// Why it cannot be used.
    fn resolve(&self, path: &Path) -> Result<PathBuf, PathError> {
        let resolved = path.canonicalize()?;
        let folder = if resolved.is_dir() { Some(resolved.as_path()) } else { resolved.parent() };
        for (distance, folder) in folder.iter().flat_map(|folder| folder.ancestors()).enumerate() {
            let place = if distance == 0 { Place::Folder } else { Place::FolderAbove };
            self.check(folder, place).map_err(PathError::Refused)?;
        }
        Ok(resolved)
    }
    /// The identity and the state of a file, whatever its name; of the target, if it is a link.
    ///
    /// # Errors
    /// Errors of the operating system.
    fn state(&self, file: &Path) -> io::Result<FileState>;
    /// The type of the network file system that the path is on, if any.
    fn network_file_system(&self, path: &Path) -> Option<&'static str>;
    /// Whether nothing can write to it in any way: the media itself is read-only.
    fn is_read_only(&self, _path: &Path) -> bool {
        false
    }
}

/// Whether an error means that the disk is full, or the quota of the user exceeded.
pub(crate) fn is_disk_full(error: &io::Error) -> bool {
    #[cfg(unix)]
    const CODES: [i32; 2] = [libc::ENOSPC, libc::EDQUOT];
    // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL.
    #[cfg(not(unix))]
    const CODES: [i32; 2] = [112, 39];
    error.raw_os_error().map_or(false, |code| CODES.contains(&code))
}

/// The message for that.
pub(crate) const DISK_FULL: &str = "the disk is full; nothing was changed; free some space and try again";

/// Why a file cannot be created.
pub(crate) const NO_FOLDER: &str = "its folder does not exist; create it first";

/// Identifies a file on the computer while it exists: device and index.
pub type FileIdentity = (u64, u64);

/// The state of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileState {
    /// Its identity.
    pub identity: FileIdentity,
    /// The number of its names (hard links).
    pub names: u64,
    /// Changes with every write: its length, and if it is available at no cost the time of the last change.
    pub written: (u64, i128),
}

/// Why a path cannot be used.
#[derive(Debug)]
pub enum PathError {
    /// Others have too many permissions there; the reason is a message for the administrator.
    Refused(String),
    /// The operating system's error.
    System(io::Error),
}

impl From<io::Error> for PathError {
    fn from(error: io::Error) -> PathError {
        PathError::System(error)
    }
}

/// The role of a path for a registry; it decides which permissions are too open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The database, or a file that SQLite keeps beside it.
    File,
    /// The folder of these files.
    Folder,
    /// A folder further up.
    FolderAbove,
    /// A symbolic link on the way.
    Link,
}

/// The operating system of this process.
#[cfg(unix)]
pub fn current() -> &'static dyn Platform {
    &unix::Unix
}

/// Installs the implementation for Windows. The first one is kept.
#[cfg(windows)]
pub fn install(platform: &'static dyn Platform) {
    let _ = INSTALLED.set(platform);
}

#[cfg(windows)]
static INSTALLED: OnceCell<&'static dyn Platform> = OnceCell::new();

/// The operating system of this process.
///
/// # Panics
/// If none is installed: without permission checks no file can be trusted.
#[cfg(windows)]
pub fn current() -> &'static dyn Platform {
    *INSTALLED.get().expect("platform::install comes before any registry")
}
