//! A primary that dies, and its standby that takes its place.

use crate::cluster::Cluster;
use crate::support::{postgresql, TestRegistry};
use crate::writers::{assert_all_revoked_once, open, registry, revoke_all};

#[test]
fn a_failover_costs_writers_nothing_but_time() {
    const OF_EACH: u32 = 60;
    let mut cluster = Cluster::of_one_test();
    let TestRegistry { folder, registry } = registry(OF_EACH);
    drop(registry);
    let ports = cluster.add_standby();
    let pair = postgresql::on_ports(folder.path(), &ports, "read-write");
    revoke_all(&pair, OF_EACH, |wait_until_acknowledged| {
        wait_until_acknowledged(OF_EACH);
        cluster.crash();
        cluster.promote();
    });
    assert_all_revoked_once(&TestRegistry { folder, registry: open(&pair) }, OF_EACH);
}
