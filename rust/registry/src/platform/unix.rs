//! Linux and its kin.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Component, Path, PathBuf};

#[cfg(target_os = "linux")]
use nix::sys::statfs::statfs;
use nix::unistd::{geteuid, gethostname, Uid, User};

use super::{FileIdentity, Place, Platform, Trouble};

const WRITABLE_BY_GROUP: u32 = 0o020;
const WRITABLE_BY_OTHERS: u32 = 0o002;
const STICKY: u32 = 0o1000;
/// More links than this lead in a circle.
const MOST_LINKS: usize = 40;

pub(super) struct Unix;

impl Platform for Unix {
    fn user(&self) -> String {
        let id = geteuid();
        match User::from_uid(id) {
            Ok(Some(user)) => user.name,
            _ => id.to_string(),
        }
    }

    fn host(&self) -> String {
        gethostname().map_or_else(|_| "unknown".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    fn create_file(&self, path: &Path) -> io::Result<()> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        // The umask may have taken rights away from the owner, too.
        file.set_permissions(Permissions::from_mode(0o600))
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        if let Some(above) = path.parent().filter(|above| !above.is_dir()) {
            self.create_folder(above)?;
        }
        match DirBuilder::new().mode(0o700).create(path) {
            Ok(()) => fs::set_permissions(path, Permissions::from_mode(0o700)),
            // Another process may have been faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn check(&self, path: &Path, place: Place) -> Result<(), String> {
        let folder = matches!(place, Place::Folder | Place::FolderAbove);
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
        if place == Place::File && data.file_type().is_symlink() {
            return Err(format!("\"{}\" is a symbolic link", shown));
        }
        // A second name outside the protected folder would be a second way in.
        if place == Place::File && data.nlink() > 1 {
            return Err(format!("\"{}\" has {} hard links; it must have one name", shown, data.nlink()));
        }
        // A link has no rights of its own. In a sticky folder (such as /tmp) others may add entries, but not replace this one.
        let sticky = place == Place::Link || folder && data.mode() & STICKY != 0;
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

    fn resolve(&self, path: &Path) -> Result<PathBuf, Trouble> {
        let mut resolved = PathBuf::from("/");
        self.check(&resolved, Place::FolderAbove).map_err(Trouble::Refused)?;
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
                self.check(&next, Place::Link).map_err(Trouble::Refused)?;
                let target = fs::read_link(&next)?;
                if target.is_absolute() {
                    resolved = PathBuf::from("/");
                }
                ahead.extend(names(&target));
                continue;
            }
            if data.is_dir() {
                self.check(&next, Place::Folder).map_err(Trouble::Refused)?;
            }
            resolved = next;
        }
        Ok(resolved)
    }

    fn identity(&self, file: &Path) -> io::Result<FileIdentity> {
        fs::metadata(file).map(|data| (data.dev(), data.ino()))
    }

    #[cfg(target_os = "linux")]
    fn network_file_system(&self, path: &Path) -> Option<&'static str> {
        // Magic numbers of statfs(2); those that libc does not know stand as numbers.
        #[allow(clippy::unnecessary_cast)] // Where a long has 32 bits it is none.
        const NETWORK: [(i64, &str); 8] = [
            (libc::NFS_SUPER_MAGIC as i64, "NFS"),
            (libc::SMB_SUPER_MAGIC as i64, "SMB"),
            (0xFF53_4D42, "CIFS"),
            (0xFE53_4D42, "SMB2"),
            (libc::NCP_SUPER_MAGIC as i64, "NCP"),
            (libc::AFS_SUPER_MAGIC as i64, "AFS"),
            (libc::CODA_SUPER_MAGIC as i64, "Coda"),
            (0x0102_1997, "9P"),
        ];
        let kind = statfs(path).ok()?.filesystem_type().0 as i64;
        NETWORK.iter().find(|(magic, _)| *magic == kind).map(|(_, name)| *name)
    }

    #[cfg(not(target_os = "linux"))]
    fn network_file_system(&self, _path: &Path) -> Option<&'static str> {
        None
    }
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

fn name_of(user: Uid) -> String {
    match User::from_uid(user) {
        Ok(Some(known)) => known.name,
        _ => format!("user {}", user),
    }
}
