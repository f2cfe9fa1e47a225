//! The server, by the script that made it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::support::postgresql;

/// What the server's processes are started with, and what tells it that the disk is full.
const FULL_DISK: &str = "full_disk.so";
const FULL: &str = "full";

/// The server in the hands of one test. Whatever becomes of it, the next test finds it running.
pub struct Cluster {
    folder: PathBuf,
    runs: bool,
    has_standby: bool,
    _alone: MutexGuard<'static, ()>,
}

impl Cluster {
    pub fn of_one_test() -> Cluster {
        static ALONE: Mutex<()> = Mutex::new(());
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        Cluster { folder: postgresql::server_folder(), runs: true, has_standby: false, _alone: alone }
    }

    /// Ends the server without its leave.
    pub fn crash(&mut self) {
        self.script("crash");
        self.runs = false;
    }

    /// Starts it again.
    pub fn start_again(&mut self) {
        self.script("again");
        self.runs = true;
    }

    /// Makes a standby that every commit waits for. Returns the ports of both servers as a connection string has them.
    pub fn add_standby(&mut self) -> String {
        self.has_standby = true;
        self.script("standby");
        let port = |file: &str| std::fs::read_to_string(self.folder.join(file)).unwrap().trim().to_owned();
        format!("{},{}", port("port"), port("standby/port"))
    }

    /// Makes the standby a primary.
    pub fn promote(&self) {
        self.script("promote");
    }

    /// Starts the server again with a disk that can be full.
    pub fn limit_disk(&mut self) {
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-o"])
            .args([self.folder.join(FULL_DISK), tests().join("full_disk.c")])
            .arg("-ldl")
            .status()
            .unwrap();
        assert!(compiled.success());
        self.crash();
        self.start_again();
    }

    /// From now on no table can grow.
    pub fn fill_disk(&self) {
        std::fs::write(self.folder.join(FULL), "").unwrap();
    }

    /// Tables can grow again.
    pub fn free_disk(&self) {
        std::fs::remove_file(self.folder.join(FULL)).unwrap();
    }

    fn script(&self, action: &str) {
        let run = Command::new("bash")
            .arg(tests().join("server.sh"))
            .arg(action)
            .arg(&self.folder)
            .output()
            .unwrap();
        assert!(run.status.success(), "{}: {}", action, String::from_utf8_lossy(&run.stderr));
    }
}

/// The script, and what it starts servers with.
fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/postgresql")
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for file in [FULL, FULL_DISK] {
            let _ = std::fs::remove_file(self.folder.join(file));
        }
        if !self.runs {
            self.start_again();
        }
        if self.has_standby {
            let mut client = postgresql::connect(&postgresql::of_server());
            for setting in ["synchronous_standby_names", "synchronous_commit"] {
                client.execute(&format!("alter system reset {}", setting), &[]).unwrap();
            }
            client.execute("select pg_reload_conf()", &[]).unwrap();
        }
    }
}
