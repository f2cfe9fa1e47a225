//! Where a registry may stand: a file that nobody else can write, on a file system of this machine.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Checks the place and, where `create` is set, makes folder and file for the owner alone. Returns the path with links
/// resolved, which is what SQLite then opens.
pub(super) fn prepare(path: &Path, create: bool) -> Result<PathBuf> {
    let location = path.display().to_string();
    if create {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            create_folder(folder).map_err(|error| explain(&location, &error))?;
        }
        match OpenOptions::new().write(true).create_new(true).own_only().open(path) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(explain(&location, &error)),
        }
    }
    let resolved = fs::canonicalize(path).map_err(|error| explain(&location, &error))?;
    if !resolved.is_file() {
        return Err(Error::RegistryUnavailable { location, reason: "it is not a file".to_owned() });
    }
    rights::check(&resolved).map_err(|reason| Error::AccessDenied { location: location.clone(), reason })?;
    if let Some(kind) = rights::network_file_system(&resolved) {
        return Err(Error::RegistryUnavailable {
            location,
            reason: format!("{} is a network file system, where write-ahead logging does not work", kind),
        });
    }
    Ok(resolved)
}

/// Makes a new file for the owner alone.
pub(super) fn create(path: &Path) -> Result<()> {
    let location = path.display().to_string();
    match OpenOptions::new().write(true).create_new(true).own_only().open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Error::RegistryUnavailable {
            location,
            reason: "there is a file of that name already; choose another name or remove it".to_owned(),
        }),
        Err(error) => Err(explain(&location, &error)),
    }
}

fn create_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn explain(location: &str, error: &io::Error) -> Error {
    let location = location.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound => Error::RegistryNotFound { location },
        io::ErrorKind::PermissionDenied => {
            Error::AccessDenied { location, reason: format!("the operating system refuses it ({})", error) }
        }
        _ => Error::RegistryUnavailable { location, reason: error.to_string() },
    }
}

/// Creation for the owner alone, whatever the umask says.
trait OwnOnly {
    fn own_only(&mut self) -> &mut Self;
}

#[cfg(unix)]
impl OwnOnly for OpenOptions {
    fn own_only(&mut self) -> &mut OpenOptions {
        std::os::unix::fs::OpenOptionsExt::mode(self, 0o600)
    }
}

#[cfg(not(unix))]
impl OwnOnly for OpenOptions {
    fn own_only(&mut self) -> &mut OpenOptions {
        self
    }
}

#[cfg(unix)]
mod rights {
    use std::fs;
    use std::os::unix::fs::MetadataExt;
    use std::path::{Path, PathBuf};

    use nix::sys::statfs::statfs;
    use nix::unistd::{geteuid, Uid, User};

    const WRITABLE_BY_GROUP: u32 = 0o020;
    const WRITABLE_BY_OTHERS: u32 = 0o002;
    const STICKY: u32 = 0o1000;

    /// Refuses what anybody but the current user and root could have written or replaced, as ssh does with keys.
    pub fn check(file: &Path) -> Result<(), String> {
        owned_and_closed(file, false)?;
        for suffix in ["-wal", "-shm", "-journal"] {
            let mut name = file.as_os_str().to_owned();
            name.push(suffix);
            let companion = PathBuf::from(name);
            if companion.symlink_metadata().is_ok() {
                owned_and_closed(&companion, false)?;
            }
        }
        // Whoever can write a folder above can put another file in this one's place.
        for folder in file.ancestors().skip(1) {
            owned_and_closed(folder, true)?;
        }
        Ok(())
    }

    fn owned_and_closed(path: &Path, folder: bool) -> Result<(), String> {
        let shown = path.display();
        let data = fs::symlink_metadata(path).map_err(|error| format!("\"{}\": {}", shown, error))?;
        let owner = Uid::from_raw(data.uid());
        if !owner.is_root() && owner != geteuid() {
            return Err(format!(
                "\"{}\" belongs to {}, who could change it; it must belong to the current user or root",
                shown,
                name_of(owner)
            ));
        }
        if !folder && data.file_type().is_symlink() {
            return Err(format!("\"{}\" is a symbolic link", shown));
        }
        // A second name outside the protected folder would be a second way in.
        if !folder && data.nlink() > 1 {
            return Err(format!("\"{}\" has {} hard links; it must have one name", shown, data.nlink()));
        }
        // In a sticky folder (such as /tmp) others may add entries, but not replace this one.
        let sticky = folder && data.mode() & STICKY != 0;
        for (bit, who) in [(WRITABLE_BY_OTHERS, "everybody"), (WRITABLE_BY_GROUP, "its group")] {
            if data.mode() & bit != 0 && !sticky {
                return Err(format!(
                    "\"{}\" is writable by {}; remove that right (chmod go-w \"{}\")",
                    shown, who, shown
                ));
            }
        }
        Ok(())
    }

    fn name_of(user: Uid) -> String {
        match User::from_uid(user) {
            Ok(Some(known)) => known.name,
            _ => format!("user {}", user),
        }
    }

    /// The kind of network file system the file lies on, if it does.
    #[cfg(target_os = "linux")]
    pub fn network_file_system(file: &Path) -> Option<&'static str> {
        // Magic numbers of statfs(2).
        const NETWORK: [(i64, &str); 7] = [
            (0x6969, "NFS"),
            (0x517B, "SMB"),
            (0xFF53_4D42, "CIFS"),
            (0xFE53_4D42, "SMB2"),
            (0x564C, "NCP"),
            (0x5346_414F, "AFS"),
            (0x0102_1997, "9P"),
        ];
        let kind = statfs(file).ok()?.filesystem_type().0 as i64;
        NETWORK.iter().find(|(magic, _)| *magic == kind).map(|(_, name)| *name)
    }

    #[cfg(not(target_os = "linux"))]
    pub fn network_file_system(_file: &Path) -> Option<&'static str> {
        None
    }
}

#[cfg(not(unix))]
mod rights {
    use std::path::Path;

    pub fn check(_file: &Path) -> Result<(), String> {
        Ok(())
    }

    pub fn network_file_system(file: &Path) -> Option<&'static str> {
        file.to_string_lossy().starts_with(r"\\?\UNC\").then_some("this share")
    }
}
