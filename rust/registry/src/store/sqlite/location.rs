//! Where a registry may stand: a file that nobody else can write, on a file system of this machine.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A registry's file, as it was when it was checked.
pub(super) struct OpenedFile {
    path: PathBuf,
    identity: rights::FileIdentity,
}

impl OpenedFile {
    /// The path with links resolved, which is what SQLite opens.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Refuses where another file, or none, has taken this one's place.
    pub fn same(&self, location: &str) -> Result<()> {
        match rights::identity(&self.path) {
            Ok(identity) if identity == self.identity => Ok(()),
            _ => Err(Error::RegistryUnavailable {
                location: location.to_owned(),
                reason: "its file was removed or replaced while it was open; run the command again"
                    .to_owned(),
            }),
        }
    }

    /// Checks the rights once more: of the files beside it that have come since, and that it is the same file.
    pub fn still_closed(&self, location: &str) -> Result<()> {
        rights::check(&self.path).map_err(|trouble| trouble.explain(location))?;
        self.same(location)
    }
}

/// Why a place cannot be used.
enum Trouble {
    Refused(String),
    System(io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        Trouble::System(error)
    }
}

impl Trouble {
    fn explain(self, location: &str) -> Error {
        match self {
            Trouble::Refused(reason) => Error::AccessDenied { location: location.to_owned(), reason },
            Trouble::System(error) => explain(location, &error),
        }
    }
}

/// Checks the place and, where `create` is set, makes folder and file for the owner alone.
pub(super) fn prepare(path: &Path, create: bool) -> Result<OpenedFile> {
    let location = path.display().to_string();
    let opened = place(path, create).map_err(|trouble| trouble.explain(&location))?;
    if let Some(kind) = rights::network_file_system(&opened.path) {
        return Err(Error::RegistryUnavailable {
            location,
            reason: format!("{} is a network file system, where write-ahead logging does not work", kind),
        });
    }
    Ok(opened)
}

fn place(path: &Path, create: bool) -> std::result::Result<OpenedFile, Trouble> {
    let path = std::env::current_dir()?.join(path);
    if create {
        if let Some(folder) = path.parent() {
            create_folder(folder)?;
            // Before anything is made in it.
            rights::resolve(folder)?;
        }
        match create_new(&path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error.into()),
            _ => {}
        }
    }
    let resolved = rights::resolve(&path)?;
    if !resolved.is_file() {
        return Err(io::Error::new(io::ErrorKind::Other, "it is not a file").into());
    }
    rights::check(&resolved)?;
    let identity = rights::identity(&resolved)?;
    Ok(OpenedFile { path: resolved, identity })
}

/// Makes a new file for the owner alone.
pub(super) fn create(path: &Path) -> Result<()> {
    let location = path.display().to_string();
    let unavailable =
        |reason: &str| Error::RegistryUnavailable { location: location.clone(), reason: reason.to_owned() };
    create_new(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            unavailable("there is a file of that name already; choose another name or remove it")
        }
        io::ErrorKind::NotFound => unavailable("its folder does not exist"),
        _ => explain(&location, &error),
    })
}

/// Makes a file, exclusively. The rights are set once more because the umask may have taken some away.
fn create_new(path: &Path) -> io::Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).own_only().open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    drop(file);
    Ok(())
}

/// Makes a folder and those above it that are missing.
fn create_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent() {
        create_folder(above)?;
    }
    match DirBuilder::new().own_only().create(folder) {
        // Another process may have been faster.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !folder.is_dir() => Err(error),
        Err(_) => Ok(()),
        #[cfg(unix)]
        Ok(()) => fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700)),
        #[cfg(not(unix))]
        Ok(()) => Ok(()),
    }
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

/// Creation for the owner alone.
trait OwnOnly {
    fn own_only(&mut self) -> &mut Self;
}

#[cfg(unix)]
impl OwnOnly for OpenOptions {
    fn own_only(&mut self) -> &mut OpenOptions {
        std::os::unix::fs::OpenOptionsExt::mode(self, 0o600)
    }
}

#[cfg(unix)]
impl OwnOnly for DirBuilder {
    fn own_only(&mut self) -> &mut DirBuilder {
        std::os::unix::fs::DirBuilderExt::mode(self, 0o700)
    }
}

#[cfg(not(unix))]
impl<T> OwnOnly for T {
    fn own_only(&mut self) -> &mut T {
        self
    }
}

#[cfg(unix)]
mod rights {
    use std::ffi::OsString;
    use std::fs::{self, Metadata};
    use std::io;
    use std::os::unix::fs::MetadataExt;
    use std::path::{Component, Path, PathBuf};

    use nix::sys::statfs::statfs;
    use nix::unistd::{geteuid, Uid, User};

    use super::Trouble;

    /// Device and inode.
    pub type FileIdentity = (u64, u64);

    /// More links than this lead in a circle.
    const MOST_LINKS: usize = 40;
    const WRITABLE_BY_GROUP: u32 = 0o020;
    const WRITABLE_BY_OTHERS: u32 = 0o002;
    const STICKY: u32 = 0o1000;

    /// Which file it is, whatever its name.
    pub fn identity(file: &Path) -> io::Result<FileIdentity> {
        fs::metadata(file).map(|data| (data.dev(), data.ino()))
    }

    /// Follows an absolute path link by link. Whoever can write a folder on the way, one that holds a link too, can put
    /// another file in this one's place: such a folder is refused, as ssh does with keys.
    pub fn resolve(path: &Path) -> Result<PathBuf, Trouble> {
        let mut resolved = PathBuf::from("/");
        closed(&resolved, &fs::symlink_metadata(&resolved)?, Kind::Folder)?;
        let mut ahead = names(path);
        let mut links = 0;
        while let Some(name) = ahead.pop() {
            if name == ".." {
                resolved.pop();
                continue;
            }
            let next = resolved.join(name);
            let data = fs::symlink_metadata(&next)?;
            if data.file_type().is_symlink() {
                links += 1;
                if links > MOST_LINKS {
                    return Err(Trouble::Refused(format!("\"{}\" leads in a circle", path.display())));
                }
                closed(&next, &data, Kind::Link)?;
                let target = fs::read_link(&next)?;
                if target.is_absolute() {
                    resolved = PathBuf::from("/");
                }
                ahead.extend(names(&target));
                continue;
            }
            if data.is_dir() {
                closed(&next, &data, Kind::Folder)?;
            }
            resolved = next;
        }
        Ok(resolved)
    }

    /// The names of a path, the first one last.
    fn names(path: &Path) -> Vec<OsString> {
        let name = |component: Component<'_>| match component {
            Component::Normal(name) => Some(name.to_owned()),
            Component::ParentDir => Some(OsString::from("..")),
            _ => None,
        };
        let mut names: Vec<OsString> = path.components().filter_map(name).collect();
        names.reverse();
        names
    }

    /// Refuses a file, or files of SQLite's beside it, that anybody but the current user and root could have written.
    pub fn check(file: &Path) -> Result<(), Trouble> {
        closed(file, &fs::symlink_metadata(file)?, Kind::File)?;
        for suffix in ["-wal", "-shm", "-journal"] {
            let mut name = file.as_os_str().to_owned();
            name.push(suffix);
            let companion = PathBuf::from(name);
            match fs::symlink_metadata(&companion) {
                Ok(data) => closed(&companion, &data, Kind::File)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Kind {
        File,
        Folder,
        Link,
    }

    fn closed(path: &Path, data: &Metadata, kind: Kind) -> Result<(), Trouble> {
        let shown = path.display();
        let owner = Uid::from_raw(data.uid());
        if !owner.is_root() && owner != geteuid() {
            return Err(Trouble::Refused(format!(
                "\"{}\" belongs to {}, who could change it; it must belong to the current user or root",
                shown,
                name_of(owner)
            )));
        }
        if kind == Kind::File && data.file_type().is_symlink() {
            return Err(Trouble::Refused(format!("\"{}\" is a symbolic link", shown)));
        }
        // A second name outside the protected folder would be a second way in. None at all: removed at this moment.
        if kind == Kind::File && data.nlink() > 1 {
            return Err(Trouble::Refused(format!(
                "\"{}\" has {} hard links; it must have one name",
                shown,
                data.nlink()
            )));
        }
        // A link has no rights of its own. In a sticky folder (such as /tmp) others may add entries, but not replace
        // this one.
        if kind == Kind::Link || kind == Kind::Folder && data.mode() & STICKY != 0 {
            return Ok(());
        }
        for (bit, who) in [(WRITABLE_BY_OTHERS, "everybody"), (WRITABLE_BY_GROUP, "its group")] {
            if data.mode() & bit != 0 {
                return Err(Trouble::Refused(format!(
                    "\"{}\" is writable by {}; remove that right (chmod go-w \"{}\")",
                    shown, who, shown
                )));
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
    use std::io;
    use std::path::{Path, PathBuf};

    use super::Trouble;

    /// Files cannot be told apart without more rights than a reader has.
    pub type FileIdentity = ();

    pub fn identity(file: &Path) -> io::Result<FileIdentity> {
        file.metadata().map(|_| ())
    }

    pub fn resolve(path: &Path) -> Result<PathBuf, Trouble> {
        Ok(path.canonicalize()?)
    }

    pub fn check(_file: &Path) -> Result<(), Trouble> {
        Ok(())
    }

    pub fn network_file_system(file: &Path) -> Option<&'static str> {
        file.to_string_lossy().starts_with(r"\\?\UNC\").then_some("this share")
    }
}
