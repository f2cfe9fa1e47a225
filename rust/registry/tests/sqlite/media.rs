//! Media that can only be read, and disks that are full. Root mounts them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::{skip, TestRegistry};
use cscert_registry::error::{Error, Result};
use cscert_registry::model::certificate::Revocation;
use cscert_registry::model::certificate::RevocationReason;
use cscert_registry::operations::report::ReportOptions;
use cscert_registry::platform::caller::Caller;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::{Location, OpenMode};
use cscert_registry::store::WriteOptions;
use tempfile::TempDir;

const NO_MOUNT: &str = "only root can mount";

fn run(program: &str, arguments: &[&str]) -> bool {
    let done = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    done.map_or(false, |status| status.success())
}

/// A file system in memory, gone with the value.
struct Disk(TempDir);

impl Disk {
    fn new(options: &str) -> Option<Disk> {
        let folder = TempDir::new().unwrap();
        let options = format!("mode=700,{}", options);
        let disk = Disk(folder);
        run("mount", &["-t", "tmpfs", "-o", &options, "tmpfs", disk.0.path().to_str()?]).then_some(disk)
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("registry.db")
    }

    fn remount(&self, how: &str) {
        assert!(run("mount", &["-o", how, self.0.path().to_str().unwrap()]));
    }

    /// Writes until nothing goes in any more.
    fn fill(&self) {
        let mut full = fs::File::create(self.0.path().join("filler")).unwrap();
        while std::io::Write::write_all(&mut full, &[1; 4096]).is_ok() {}
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = run("umount", &["-l", self.0.path().to_str().unwrap()]);
    }
}

fn open(path: &Path, mode: OpenMode) -> Result<Registry> {
    Registry::open(&Location::file(path, mode), Caller::current("Test"))
}

fn reason(opened: Result<Registry>) -> String {
    match opened.map(|registry| registry.id()) {
        Err(Error::RegistryUnavailable { reason, .. } | Error::AccessDenied { reason, .. }) => reason,
        other => panic!("{:?}", other),
    }
}

/// The demo's registry, alone.
fn copy_of_demo(test: &TestRegistry, to: &Path) {
    test.registry.back_up(to, WriteOptions::default()).unwrap();
}

#[test]
fn a_registry_on_read_only_media_is_read() {
    let disk = match Disk::new("size=16m") {
        Some(disk) => disk,
        None => return skip(NO_MOUNT),
    };
    let test = TestRegistry::demo();
    copy_of_demo(&test, &disk.file());
    disk.remount("remount,ro");
    let registry = open(&disk.file(), OpenMode::ReadOnly).unwrap();
    assert_eq!(registry.describe(true).unwrap().findings, Some(Vec::new()));
    assert_eq!(registry.describe(false).unwrap().counts, test.registry.describe(false).unwrap().counts);
    assert!(registry.resolve(&cscert_registry::query::identity::Identity::text("Ken Myer")).is_ok());
    let elsewhere = TempDir::new().unwrap();
    registry.back_up(&elsewhere.path().join("copy.db"), WriteOptions::default()).unwrap();
    for mode in [OpenMode::ReadWrite, OpenMode::Create, OpenMode::CreateWhenFilled] {
        assert!(reason(open(&disk.file(), mode)).contains("-ReadOnly"));
    }
    drop(registry);
    assert_eq!(fs::read_dir(disk.0.path()).unwrap().count(), 1);
}

#[test]
fn a_log_on_read_only_media_is_not_passed_over() {
    let disk = match Disk::new("size=16m") {
        Some(disk) => disk,
        None => return skip(NO_MOUNT),
    };
    let test = TestRegistry::demo();
    copy_of_demo(&test, &disk.file());
    // A revocation that stands in the log alone.
    let writer = open(&disk.file(), OpenMode::ReadWrite).unwrap();
    let key = writer.resolve(&cscert_registry::query::identity::Identity::text("Ken Myer")).unwrap().key;
    let revocation = Revocation {
        user_key: key,
        certificate_key: None,
        reason: RevocationReason::Unspecified,
        reason_text: None,
    };
    writer.revoke(&[revocation], false, &mut |_, _, _, _| Ok(())).unwrap();
    let log = disk.0.path().join("registry.db-wal");
    let kept = fs::read(&log).unwrap();
    drop(writer);
    fs::write(&log, kept).unwrap();
    disk.remount("remount,ro");
    assert!(reason(open(&disk.file(), OpenMode::ReadOnly)).contains("checkpoint"));
    // An empty one says nothing.
    disk.remount("remount,rw");
    fs::write(&log, "").unwrap();
    disk.remount("remount,ro");
    assert!(open(&disk.file(), OpenMode::ReadOnly).is_ok());
}

#[test]
fn a_mount_for_reading_of_what_others_write_is_no_such_medium() {
    let disk = match Disk::new("size=16m") {
        Some(disk) => disk,
        None => return skip(NO_MOUNT),
    };
    let test = TestRegistry::demo();
    let writer = test.again(OpenMode::ReadWrite);
    let (from, to) = (test.folder.path().to_str().unwrap(), disk.0.path().to_str().unwrap());
    assert!(run("mount", &["--bind", from, to]) && run("mount", &["-o", "remount,bind,ro", to]));
    let reader = open(&disk.file(), OpenMode::ReadOnly).unwrap();
    let before = reader.describe(false).unwrap().counts.audit_entries;
    assert_eq!(test.revoke("Ken Myer"), 4);
    // What is committed elsewhere shows.
    assert_eq!(reader.describe(false).unwrap().counts.audit_entries, before + 1);
    drop((reader, writer));
    assert!(run("umount", &["-l", to]));
}

#[test]
fn a_full_disk_is_called_full() {
    let test = TestRegistry::demo();
    // No blocks, and no inodes.
    for (options, files) in [("size=4m", None), ("size=64m,nr_inodes=8", Some(8))] {
        let disk = match Disk::new(options) {
            Some(disk) => disk,
            None => return skip(NO_MOUNT),
        };
        copy_of_demo(&test, &disk.file());
        match files {
            None => disk.fill(),
            Some(most) => {
                for number in 0..most {
                    let _ = fs::write(disk.0.path().join(number.to_string()), "");
                }
            }
        }
        let before = fs::read_dir(disk.0.path()).unwrap().count();
        for mode in [OpenMode::ReadWrite, OpenMode::ReadOnly] {
            let opened = reason(open(&disk.file(), mode));
            assert!(opened.contains("the disk is full"), "{} {:?}: {}", options, mode, opened);
        }
        for mode in [OpenMode::Create, OpenMode::CreateWhenFilled] {
            let opened = reason(open(&disk.0.path().join("other.db"), mode));
            assert!(opened.contains("the disk is full"), "{} {:?}: {}", options, mode, opened);
        }
        for done in [
            test.registry.back_up(&disk.0.path().join("copy.db"), WriteOptions::default()),
            test.registry
                .write_report(&disk.0.path().join("r.html"), ReportOptions { now: 0, expiring_within: 1 }),
        ] {
            match &done {
                Err(Error::FileNotWritten { reason, .. }) if reason.contains("the disk is full") => {}
                other => panic!("{}: {:?}", options, other),
            }
        }
        let left = fs::read_dir(disk.0.path()).unwrap().count();
        // What SQLite makes beside a registry may have been made; nothing else.
        assert!(left <= before + 3, "{}: {}", options, left);
        fs::set_permissions(disk.file(), fs::Permissions::from_mode(0o600)).unwrap();
    }
}
