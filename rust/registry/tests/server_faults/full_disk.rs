//! A server whose disk is full.

use cscert_registry::error::Error;
use cscert_registry::operations::publish::Publication;

use crate::cluster::Cluster;
use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::TestRegistry;

/// More than fits into the pages that are there.
const MANY: std::ops::Range<u32> = 2..400;

#[test]
fn what_finds_no_room_is_undone_and_says_so() {
    let mut cluster = Cluster::of_one_test();
    cluster.limit_disk();

    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    test.publish(&lasting_certificate(1, 1)).unwrap();
    let before = test.everything();
    cluster.fill_disk();

    let entries: String = MANY.map(numbered_entry).collect();
    let certificates: Vec<_> = MANY.map(|serial| lasting_certificate(1, serial.into())).collect();
    let publish = |der: &Vec<u8>| {
        let publication = Publication { der, identity: None, device_id: None, publication_time: 1 };
        test.registry.publish(&[publication], false, &mut |_, _, _| Ok(())).map(drop)
    };
    let publish_all = || certificates.iter().try_for_each(publish);
    let is_full =
        |error| matches!(error, Error::RegistryUnavailable { reason, .. } if reason.contains("full"));
    assert!(is_full(test.import_with(&entries, Default::default()).unwrap_err()));
    assert_eq!(test.everything(), before);
    assert!(is_full(publish_all().unwrap_err()));
    assert!(test.findings().is_empty());

    cluster.free_disk();
    test.import(&entries);
    publish_all().unwrap();
    assert_eq!(test.certificate_count("User 0001"), Ok(certificates.len() + 1));
    assert!(test.findings().is_empty());
}
