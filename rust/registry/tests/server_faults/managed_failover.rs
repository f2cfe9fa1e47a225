//! A primary that dies, and a manager that has its standby take its place.

use std::path::Path;
use std::process::Command;

use crate::support::{postgresql, TestRegistry};
use crate::writers::{assert_all_revoked_once, open, registry, revoke_all};

#[test]
#[ignore = "./build.sh torture runs it: it takes servers in the hands of pg_auto_failover"]
fn a_manager_s_failover_costs_writers_nothing_but_time() {
    const OF_EACH: u32 = 100;
    let TestRegistry { folder, registry } = registry(OF_EACH);
    drop(registry);
    let pair = postgresql::registry_in(folder.path());
    revoke_all(&pair, OF_EACH, |wait_until_acknowledged| {
        wait_until_acknowledged(OF_EACH);
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/postgresql/managed.sh");
        let fails =
            Command::new("bash").arg(script).arg("fail").arg(postgresql::server_folder()).status().unwrap();
        assert!(fails.success());
    });
    assert_all_revoked_once(&TestRegistry { folder, registry: open(&pair) }, OF_EACH);
}
