//! What only the operating system knows: who is at work, and who may touch a file.

pub mod caller;
pub(crate) mod draft;
#[cfg(unix)]
mod unix;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

#[cfg(windows)]
use once_cell::sync::OnceCell;

/// An operating system, as far as a registry needs one. Linux is asked here; Windows is asked by `rust/cabi`, because its interface
/// cannot be called from safe code.
pub trait Platform: Sync {
    /// The effective user, as the operating system knows it and not as an environment variable says.
    fn user(&self) -> String;
    /// The host's name.
    fn host(&self) -> String;
    /// Makes a file that was not there, for its owner alone, and opens it for writing.
    ///
    /// # Errors
    /// `AlreadyExists` where there is one of that name; whatever else the operating system says.
    fn create_file(&self, path: &Path) -> io::Result<File>;
    /// Gives a file that SQLite made beside the database the database's rights, where it did not take them over itself.
    ///
    /// # Errors
    /// Whatever the operating system says.
    fn copy_rights(&self, _database: &Path, _companion: &Path) -> io::Result<()> {
        Ok(())
    }
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
    /// Follows a path link by link to what it means. Whoever can write a folder on the way, one that holds a link too, can put
    /// another file in this one's place: such a folder is refused.
    ///
    /// # Errors
    /// Why it cannot be used.
    fn resolve(&self, path: &Path) -> Result<PathBuf, Trouble> {
        let resolved = path.canonicalize()?;
        let folder = if resolved.is_dir() { Some(resolved.as_path()) } else { resolved.parent() };
        for (distance, folder) in folder.iter().flat_map(|folder| folder.ancestors()).enumerate() {
            let place = if distance == 0 { Place::Folder } else { Place::FolderAbove };
            self.check(folder, place).map_err(Trouble::Refused)?;
        }
        Ok(resolved)
    }
    /// Which file it is, whatever its name, and how it looks; of a link, what it leads to.
    ///
    /// # Errors
    /// Whatever the operating system says.
    fn state(&self, file: &Path) -> io::Result<FileState>;
    /// The kind of network file system the path lies on, if it does.
    fn network_file_system(&self, path: &Path) -> Option<&'static str>;
    /// Whether nobody can write what lies there, by whatever way: the medium itself can only be read.
    fn is_read_only(&self, _path: &Path) -> bool {
        false
    }
}

/// Whether an error says that there is no room left on the disk, or none for this user.
pub(crate) fn is_disk_full(error: &io::Error) -> bool {
    #[cfg(unix)]
    const CODES: [i32; 2] = [libc::ENOSPC, libc::EDQUOT];
    // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL.
    #[cfg(not(unix))]
    const CODES: [i32; 2] = [112, 39];
    error.raw_os_error().map_or(false, |code| CODES.contains(&code))
}

/// What to say then.
pub(crate) const DISK_FULL: &str = "the disk is full; nothing was changed; free some space and try again";

/// Why a file cannot be created.
pub(crate) const NO_FOLDER: &str = "its folder does not exist; create it first";

/// Tells a file from every other on the machine while it exists: device and index.
pub type FileIdentity = (u64, u64);

/// A file at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileState {
    /// Which file it is.
    pub identity: FileIdentity,
    /// How many names it has.
    pub names: u64,
    /// What changes when somebody writes it: its length, and where that is known at once the time of the last change.
    pub written: (u64, i128),
}

/// Why a place cannot be used.
#[derive(Debug)]
pub enum Trouble {
    /// Others have too many rights there; the reason, as the administrator reads it.
    Refused(String),
    /// The operating system's error.
    System(io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        Trouble::System(error)
    }
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
    /// A symbolic link on the way, itself.
    Link,
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
