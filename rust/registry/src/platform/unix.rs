//! Linux and other Unix systems.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Component, Path, PathBuf};

#[cfg(target_os = "linux")]
use nix::sys::statfs::statfs;
#[cfg(target_os = "linux")]
use nix::sys::statvfs::{statvfs, FsFlags};
use nix::unistd::{geteuid, gethostname, Uid, User};

use super::{FileState, PathError, Place, Platform};

const WRITABLE_BY_GROUP: u32 = 0o020;
const WRITABLE_BY_OTHERS: u32 = 0o002;
const STICKY: u32 = 0o1000;
/// More links than this are treated as a loop.
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

    #[cfg(target_os = "linux")]
    fn login_user(&self) -> Option<String> {
        let id = login_id(&fs::read_to_string("/proc/self/loginuid").ok()?)?;
        match User::from_uid(id) {
            Ok(Some(user)) => Some(user.name),
            _ => Some(id.to_string()),
        }
    }

    fn host(&self) -> String {
        gethostname().map_or_else(|_| "unknown".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    fn create_file(&self, path: &Path) -> io::Result<File> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        // The umask can also have removed permissions of the owner.
        file.set_permissions(Permissions::from_mode(0o600))?;
        Ok(file)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        if let Some(above) = path.parent().filter(|above| !above.is_dir()) {
            self.create_folder(above)?;
        }
        match DirBuilder::new().mode(0o700).create(path) {
            Ok(()) => fs::set_permissions(path, Permissions::from_mode(0o700)),
            // Another process can have created it in the meantime.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn check(&self, path: &Path, place: Place) -> Result<(), String> {
        let shown = path.display();
        let data = fs::symlink_metadata(path).map_err(|error| format!("\"{}\": {}", shown, error))?;
        let owner = Uid::from_raw(data.uid());
        if !owner.is_root() && owner != geteuid() {
            return Err(format!(
                "\"{}\" is owned by {}; it must be owned by the current user or root",
                shown,
                name_of(owner)
            ));
        }
        if place == Place::File && data.file_type().is_symlink() {
            return Err(format!("\"{}\" is a symbolic link", shown));
        }
        // A second name outside the protected folder would bypass the protection.
        if place == Place::File && data.nlink() > 1 {
            return Err(format!("\"{}\" has {} hard links; it must have only one name", shown, data.nlink()));
        }
        // A link has no permissions of its own. In a sticky folder (such as /tmp) others can add entries, but not replace this one.
        let sticky = data.mode() & STICKY != 0;
        let safe = place == Place::Link || place == Place::FolderAbove && sticky;
        for (bit, who) in [(WRITABLE_BY_OTHERS, "everybody"), (WRITABLE_BY_GROUP, "its group")] {
            if data.mode() & bit != 0 && !safe {
                // Another user could create the log just before SQLite does, and keep it open.
                if place == Place::Folder && sticky {
                    return Err(format!(
                        "\"{}\" is writable by {}, who could create files beside the registry although it is sticky; choose a folder of your own, for instance one in it",
                        shown, who
                    ));
                }
                return Err(format!(
                    "\"{}\" is writable by {}; remove that permission (chmod go-w \"{}\")",
                    shown, who, shown
                ));
            }
        }
        Ok(())
    }

    fn resolve(&self, path: &Path) -> Result<PathBuf, PathError> {
        let mut resolved = PathBuf::from("/");
        self.check(&resolved, Place::FolderAbove).map_err(PathError::Refused)?;
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
                    return Err(PathError::Refused(format!(
                        "\"{}\" is a loop of symbolic links",
                        path.display()
                    )));
                }
                self.check(&next, Place::Link).map_err(PathError::Refused)?;
                let target = fs::read_link(&next)?;
                if target.is_absolute() {
                    resolved = PathBuf::from("/");
                }
                ahead.extend(names(&target));
                continue;
            }
            if data.is_dir() {
                self.check(&next, Place::FolderAbove).map_err(PathError::Refused)?;
            }
            resolved = next;
        }
        // The folder of the registry itself, at the end of the path.
        let own = if resolved.is_dir() { Some(resolved.as_path()) } else { resolved.parent() };
        own.map_or(Ok(()), |folder| self.check(folder, Place::Folder)).map_err(PathError::Refused)?;
        Ok(resolved)
    }

    fn state(&self, file: &Path) -> io::Result<FileState> {
        let data = fs::metadata(file)?;
        Ok(FileState {
            identity: (data.dev(), data.ino()),
            names: data.nlink(),
            written: (data.len(), i128::from(data.mtime()) * 1_000_000_000 + i128::from(data.mtime_nsec())),
        })
    }

    #[cfg(target_os = "linux")]
    fn network_file_system(&self, path: &Path) -> Option<&'static str> {
        network_kind(statfs(path).ok()?.filesystem_type().0 as i64)
    }

    /// A file system that is mounted read-only can still be written through another mount, for instance on the host of a container:
    /// the flag of the file system itself decides.
    #[cfg(target_os = "linux")]
    fn is_read_only(&self, path: &Path) -> bool {
        if !statvfs(path).map_or(false, |mount| mount.flags().contains(FsFlags::ST_RDONLY)) {
            return false;
        }
        let mounts = fs::read("/proc/self/mountinfo").unwrap_or_default();
        let device = fs::metadata(path).map(|data| data.dev());
        device.map_or(false, |device| is_read_only_device(&String::from_utf8_lossy(&mounts), device))
    }

    #[cfg(not(target_os = "linux"))]
    fn network_file_system(&self, _path: &Path) -> Option<&'static str> {
        None
    }
}

/// The number in `/proc/self/loginuid` (pam_loginuid(8)); none while nobody has logged in, which is the largest number.
#[cfg(target_os = "linux")]
fn login_id(text: &str) -> Option<Uid> {
    text.trim_end().parse().ok().filter(|id| *id != u32::MAX).map(Uid::from_raw)
}

/// The name of a type of file system that other computers can also write to, by its magic number in statfs(2); those that libc does
/// not define are given as numbers.
#[cfg(target_os = "linux")]
fn network_kind(kind: i64) -> Option<&'static str> {
    #[allow(clippy::unnecessary_cast)] // Necessary where a long has 32 bits.
    const NETWORK: [(i64, &str); 11] = [
        (libc::NFS_SUPER_MAGIC as i64, "NFS"),
        (libc::SMB_SUPER_MAGIC as i64, "SMB"),
        (0xFF53_4D42, "CIFS"),
        (0xFE53_4D42, "SMB2"),
        (libc::NCP_SUPER_MAGIC as i64, "NCP"),
        (libc::AFS_SUPER_MAGIC as i64, "AFS"),
        (libc::CODA_SUPER_MAGIC as i64, "Coda"),
        (0x0102_1997, "9P"),
        (0x00C3_6400, "Ceph"),
        (0x0BD0_0BD0, "Lustre"),
        // What is behind it (sshfs, s3fs, GlusterFS) is unknown.
        (0x6573_5546, "FUSE"),
    ];
    NETWORK.iter().find(|(magic, _)| *magic == kind).map(|(_, name)| *name)
}

/// Whether the file system with that device number is read-only, by mountinfo of proc(5): fields separated by blanks, the third one the
/// device, the last one the options of the file system itself.
#[cfg(target_os = "linux")]
fn is_read_only_device(mounts: &str, device: u64) -> bool {
    use nix::sys::stat::{major, minor};
    let device = format!("{}:{}", major(device), minor(device));
    mounts
        .lines()
        .filter(|mount| mount.split(' ').nth(2) == Some(&device))
        .filter_map(|mount| mount.rsplit(' ').next())
        .any(|options| options.split(',').any(|option| option == "ro"))
}

/// The components of a path, the first one last.
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn file_systems_that_other_machines_write_are_networks() {
        for (magic, name) in
            [(0x6969, "NFS"), (0x6573_5546, "FUSE"), (0x00C3_6400, "Ceph"), (0x0BD0_0BD0, "Lustre")]
        {
            assert_eq!(network_kind(magic), Some(name));
        }
        // ext, XFS, btrfs, tmpfs, overlay, squashfs.
        for magic in [0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630, 0x7371_7368] {
            assert_eq!(network_kind(magic), None);
        }
    }

    #[test]
    fn the_login_user_is_a_number_other_than_the_largest() {
        for (text, id) in
            [("0", Some(0)), ("1000", Some(1000)), ("1000\n", Some(1000)), ("4294967294", Some(u32::MAX - 1))]
        {
            assert_eq!(login_id(text), id.map(Uid::from_raw), "{}", text);
        }
        for text in ["4294967295", "4294967295\n", "4294967296", "-1", "", "\n", "root"] {
            assert_eq!(login_id(text), None, "{}", text);
        }
    }

    #[test]
    fn a_medium_is_read_only_where_its_file_system_says_so_and_not_a_mount_of_it() {
        let mounts = "\
36 35 7:1 / /media/archive\\040disc ro,nosuid shared:1 - squashfs /dev/loop1 ro,errors=continue
37 35 8:1 / / rw,relatime shared:2 master:1 - ext4 /dev/sda1 rw
38 35 8:2 / /container ro,relatime - ext4 /dev/sda2 rw,discard
";
        let device = nix::sys::stat::makedev;
        assert!(is_read_only_device(mounts, device(7, 1)));
        assert!(!is_read_only_device(mounts, device(8, 1)));
        assert!(!is_read_only_device(mounts, device(8, 2)));
        assert!(!is_read_only_device(mounts, device(0, 99)));
    }
}
