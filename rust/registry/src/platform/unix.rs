//! Linux and its kin.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

#[cfg(target_os = "linux")]
use nix::sys::statfs::statfs;
use nix::unistd::{geteuid, gethostname, Uid, User};

use super::{Place, Platform};

const WRITABLE_BY_GROUP: u32 = 0o020;
const WRITABLE_BY_OTHERS: u32 = 0o002;
const STICKY: u32 = 0o1000;

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
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map(drop)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)
    }

    fn check(&self, path: &Path, place: Place) -> Result<(), String> {
        let folder = place != Place::File;
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

    #[cfg(target_os = "linux")]
    fn network_file_system(&self, path: &Path) -> Option<&'static str> {
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
        let kind = statfs(path).ok()?.filesystem_type().0 as i64;
        NETWORK.iter().find(|(magic, _)| *magic == kind).map(|(_, name)| *name)
    }

    #[cfg(not(target_os = "linux"))]
    fn network_file_system(&self, _path: &Path) -> Option<&'static str> {
        None
    }
}

fn name_of(user: Uid) -> String {
    match User::from_uid(user) {
        Ok(Some(known)) => known.name,
        _ => format!("user {}", user),
    }
}
