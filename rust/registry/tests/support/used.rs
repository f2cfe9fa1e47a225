//! Registries with everything that tables and columns are for.

use cscert_registry::error::Error;
use cscert_registry::model::audit::Action;
use cscert_registry::model::certificate::{Revocation, RevocationReason};
use cscert_registry::operations::publish::Publication;
use cscert_registry::query::identity::Identity;

use super::made::{certificate, certificate_of, entry, numbered_entry};
use super::{certificates_of, data, TestRegistry};

/// Uses a registry that has the demo's users and certificates.
pub fn use_it(test: &TestRegistry) {
    test.revoke("Ken Myer");
    let (user_key, certificates) =
        certificates_of(&test.registry, &Identity::text("Pilar Ackerman")).unwrap();
    let one = Revocation {
        user_key,
        certificate_key: Some(certificates[0].key),
        reason: RevocationReason::Superseded,
        reason_text: None,
    };
    test.registry.revoke(&[one], false, &mut |_, _, _, _| Ok(())).unwrap()[0].as_ref().unwrap();

    let der = certificate(4, 1, "180211144400Z", "491231235959Z");
    test.import(&numbered_entry(4));
    let publication = Publication {
        der: &der,
        // It also names Ken Myer.
        identity: Some(Identity::text("User 0004")),
        device_id: Some([0xC5; 16]),
        publication_time: 1_518_339_600_000_000,
    };
    test.registry.publish(&[publication], false, &mut |_, _, _| Ok(())).unwrap()[0].as_ref().unwrap();

    let pilars = std::fs::read(data("certificates-refused/names-pilar.cer")).unwrap();
    let refused = test.publish_for(&pilars, Some("Ken Myer"));
    assert!(matches!(refused, Err(Error::CertificateUserMismatch { .. })), "{:?}", refused);

    let ldif = std::fs::read_to_string(data("directory.ldif")).unwrap();
    let without: Vec<&str> =
        ldif.split("\n\n").filter(|entry| !entry.contains("sAMAccountName: wkahn\n")).collect();
    // The user of the made certificate goes, too.
    assert_eq!(test.prune(&(without.join("\n\n") + "\n")).unwrap().removed, 2);
}

/// Fills an empty registry: the demo's and what was done with it, long values, letters beyond ASCII, values that are refused, certificates of
/// one issue, revoked and not, and many entries of the audit.
pub fn fill(test: &TestRegistry) {
    test.fill_with_demo();
    use_it(test);
    let long = (0..9_000u32).map(|n| char::from(b'a' + (n * n % 7919 * 31 % 26) as u8)).collect::<String>();
    let name = format!("CN={},OU=\u{1F511} \u{e4}\u{df},DC=litwareinc,DC=com", long);
    let attributes = [
        ("displayName", "\u{c4}nne \u{1F511}"),
        ("title", &*long),
        ("description", &*long),
        ("department", "a\0b"),
        ("msRTCSIP-PrimaryUserAddress", "sip:long@litwareinc.com"),
    ];
    test.import(&entry(200, &name, &attributes));
    test.import(&(11..=13).map(numbered_entry).collect::<String>());
    for (user, serial, end) in [
        (11, 7, "491231235959Z"),
        (11, 7, "481231235959Z"),
        (12, 8, "491231235959Z"),
        (12, 8, "471231235959Z"),
    ] {
        // It also names Ken Myer.
        let user_name = format!("User 00{}", user);
        test.publish_for(&certificate(user, serial, "180211144400Z", end), Some(&user_name)).unwrap();
    }
    let serial: Vec<u8> = (0..4_000u32).map(|n| (n % 251) as u8 + 1).collect();
    let der = certificate_of(13, &serial, "20180101000000Z", "99991231235959Z");
    test.publish_for(&der, Some("User 0013")).unwrap();
    test.revoke("User 0012");
    for number in 0..300 {
        let text = format!("refused {}", number);
        test.registry.record_refusal_text(Action::Revoke, None, Some("nobody"), &text).unwrap();
    }
    assert_eq!(test.findings(), Vec::<String>::new());
}
