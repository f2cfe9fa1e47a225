//! Whose a certificate is, and whether it may be published: issue 3, point 4.

mod support;

use cscert_registry::audit::AuditSelection;
use cscert_registry::certificate::bundle::read_bundle;
use cscert_registry::certificate::x509::CertificateType;
use cscert_registry::error::{Error, Result};
use cscert_registry::publication::Published;
use cscert_registry::store::sqlite::OpenMode;
use support::{data, dump, TestRegistry};

/// Publishes every item of a refused file, as the console does; what its README expects.
fn publish(test: &TestRegistry, file: &str, identity: Option<&str>) -> Vec<Result<Published>> {
    let bytes = std::fs::read(data("certificates-refused").join(file)).unwrap();
    let items = read_bundle(&bytes).items;
    assert!(!items.is_empty(), "{}", file);
    items
        .into_iter()
        .map(|item| match item.content {
            Ok(der) => test.publish_for(&der, identity),
            Err(error) => Err(Error::InvalidCertificate { reason: error.to_string() }),
        })
        .collect()
}

fn publish_one(test: &TestRegistry, name: &str, identity: Option<&str>) -> Result<Published> {
    let mut results = publish(test, &format!("{}.cer", name), identity);
    assert_eq!(results.len(), 1, "{}", name);
    results.remove(0)
}

#[test]
fn who_is_named_by_nothing_a_stranger_may_choose() {
    let test = TestRegistry::demo();
    let before = dump::everything(&test.file());
    for name in [
        "nobody",
        "display-name",
        "account-name",
        "mailbox",
        "accent",
        "host-names",
        "names-contact",
        "email-in-subject",
    ] {
        let result = publish_one(&test, name, None);
        assert!(matches!(result, Err(Error::ManagementObjectNotFound { .. })), "{}: {:?}", name, result);
    }
    for name in ["truncated", "garbage", "empty"] {
        let result = publish_one(&test, name, None);
        assert!(matches!(result, Err(Error::InvalidCertificate { .. })), "{}: {:?}", name, result);
    }
    for file in ["text.pem", "no-end-line.pem"] {
        assert!(
            matches!(publish(&test, file, None)[..], [Err(Error::InvalidCertificate { .. })]),
            "{}",
            file
        );
    }
    assert_eq!(dump::everything(&test.file()), before);
}

#[test]
fn odd_certificates_of_ken_are_kens() {
    let test = TestRegistry::demo();
    let ken = test.key("Ken Myer");
    for name in [
        "dns-name-with-at",
        "empty-subject",
        "bmp-string",
        "t61-string",
        "two-common-names",
        "multi-valued",
        "sip-parameters",
        "not-yet-valid",
        "long-expired",
        "no-end",
        "end-before-start",
        "version1",
        "huge-serial",
        "other-issuer",
    ] {
        let published = publish_one(&test, name, None).unwrap_or_else(|error| panic!("{}: {}", name, error));
        assert_eq!((published.user_key, published.already), (ken, false), "{}", name);
        test.registry
            .certificate(ken, published.certificate_key, &mut |row| {
                assert_eq!(
                    row.certificate_type == CertificateType::Other,
                    name == "other-issuer",
                    "{}",
                    name
                );
            })
            .unwrap();
    }
    assert!(test.findings().is_empty());
}

#[test]
fn several_items_succeed_or_fail_alone() {
    let test = TestRegistry::demo();
    let (terri, toni) = (test.key("Terri Chudzik"), test.key("Toni Poe"));
    match publish(&test, "bad-block.pem", None).as_slice() {
        [Ok(first), Err(Error::InvalidCertificate { .. }), Ok(last)] => {
            assert_eq!((first.user_key, last.user_key), (terri, toni))
        }
        other => panic!("{:?}", other),
    }
    // DER files too may hold several: the bytes behind a whole certificate are an item of their own, and a bad one.
    let trailing = publish(&test, "trailing-bytes.cer", None);
    assert!(matches!(trailing[..], [Ok(_), Err(Error::InvalidCertificate { .. })]), "{:?}", trailing);

    let test = TestRegistry::demo();
    assert!(matches!(publish(&test, "with-private-key.pem", None)[..], [Ok(_)]));
    assert!(!dump::everything(&test.file()).iter().any(|row| row.contains("PRIVATE KEY")));
    assert!(
        matches!(publish(&test, "remarks-crlf.pem", None)[..], [Ok(Published { user_key, .. })] if user_key == toni)
    );
}

#[test]
fn an_identity_chooses_among_those_who_are_named_and_nobody_else() {
    let test = TestRegistry::demo();
    match publish_one(&test, "two-users", None) {
        Err(Error::AmbiguousIdentity { candidates, .. }) => assert_eq!(candidates.len(), 2),
        other => panic!("{:?}", other),
    }
    let mismatch = publish_one(&test, "two-users", Some("Chris Gray"));
    assert!(matches!(mismatch, Err(Error::AmbiguousIdentity { .. })), "{:?}", mismatch);
    let mismatch = publish_one(&test, "two-users", Some("Terri Chudzik"));
    assert!(matches!(mismatch, Err(Error::CertificateUserMismatch { .. })), "{:?}", mismatch);
    let pilar = test.key("Pilar Ackerman");
    let chosen = publish_one(&test, "two-users", Some("Pilar Ackerman")).unwrap();
    assert_eq!(chosen.user_key, pilar);
    // The same certificate for the other one of the two.
    let other = publish_one(&test, "two-users", Some("Ken Myer"));
    assert!(matches!(other, Err(Error::CertificateUserMismatch { .. })), "{:?}", other);

    assert!(matches!(publish_one(&test, "sip-and-upn-of-two", None), Err(Error::AmbiguousIdentity { .. })));
    let refused = publish_one(&test, "names-pilar", Some("Ken Myer"));
    assert!(matches!(refused, Err(Error::CertificateUserMismatch { .. })), "{:?}", refused);
    assert_eq!(publish_one(&test, "names-pilar", None).unwrap().user_key, pilar);

    // The refusals stand in the audit, under whom they were asked for.
    let ken = AuditSelection { user_key: Some(test.key("Ken Myer")), ..AuditSelection::default() };
    let refusals: Vec<_> = test.audit(&ken).into_iter().filter(|entry| entry.outcome == "Refused").collect();
    assert_eq!(refusals.len(), 2);
    assert!(refusals
        .iter()
        .all(|entry| entry.action == "Publish" && entry.user_name.as_deref() == Some("Ken Myer")));
    assert!(test.findings().is_empty());
}

#[test]
fn the_same_certificate_again_changes_nothing() {
    let test = TestRegistry::demo();
    let before = dump::everything(&test.file());
    for (file, der) in support::certificates("certificates") {
        assert!(test.publish(&der).unwrap().already, "{}", file);
    }
    assert_eq!(dump::everything(&test.file()), before);
}

#[test]
fn revoked_stays_revoked_whoever_has_the_name_by_now() {
    let test = TestRegistry::demo();
    let der = std::fs::read(data("certificates/kenmyer-phone.pem")).unwrap();
    let der = read_bundle(&der).items.remove(0).content.unwrap();
    let ken = test.key("Ken Myer");
    assert_eq!(test.revoke("Ken Myer"), 4);
    for identity in [None, Some("Ken Myer"), Some("Pilar Ackerman")] {
        match test.publish_for(&der, identity) {
            Err(Error::CertificateRevoked { identity, .. }) => {
                assert_eq!(identity, "sip:ken.myer@litwareinc.com")
            }
            other => panic!("{:?}", other),
        }
    }
    // Nobody has the names any more.
    let ldif = std::fs::read_to_string(data("directory.ldif")).unwrap();
    test.import(&ldif.replace("ken.myer@litwareinc.com", "ken@litwareinc.com"));
    assert!(matches!(test.publish(&der), Err(Error::CertificateRevoked { .. })));
    let selection = AuditSelection { user_key: Some(ken), ..AuditSelection::default() };
    assert_eq!(test.audit(&selection).iter().filter(|entry| entry.outcome == "Refused").count(), 3);
    assert_eq!(test.certificate_count("Ken Myer"), Ok(0));
}

#[test]
fn gone_users_are_no_target_and_pools_are_not_asked_for() {
    let test = TestRegistry::empty();
    let ldif = std::fs::read_to_string(data("directory.ldif")).unwrap();
    test.import(&ldif);
    let without: Vec<&str> =
        ldif.split("\n\n").filter(|entry| !entry.contains("sAMAccountName: packerman\n")).collect();
    assert_eq!(test.prune(&(without.join("\n\n") + "\n")).unwrap().removed, 1);
    let result = publish_one(&test, "names-pilar", None);
    assert!(matches!(result, Err(Error::ManagementObjectNotFound { .. })), "{:?}", result);
    // Ben Smith has no pool, David Campbell is not enabled, Wendy Kahn has a user principal name only.
    for name in ["bsmith", "dcampbell", "wkahn"] {
        let der = std::fs::read(data("certificates").join(name.to_owned() + "-desktop.cer")).unwrap();
        assert!(test.publish(&der).is_ok(), "{}", name);
    }
}

#[test]
fn a_dry_run_lends_what_would_be_and_writes_nothing() {
    let test = TestRegistry::demo();
    let before = dump::everything(&test.file());
    let der = std::fs::read(data("certificates-refused/names-pilar.cer")).unwrap();
    let publication = cscert_registry::publication::Publication {
        der: &der,
        identity: None,
        device_id: Some([7; 16]),
        publication_time: 1,
    };
    let mut seen = None;
    let results = test.registry.publish(&[publication], true, &mut |registry, _, published| {
        registry.certificate(published.user_key, published.certificate_key, &mut |row| seen = row.device_id)
    });
    assert!(results.unwrap().remove(0).is_ok());
    assert_eq!(seen, Some([7; 16]));
    assert_eq!(dump::everything(&test.file()), before);
    assert!(test.again(OpenMode::ReadOnly).describe(true).unwrap().findings.unwrap().is_empty());
}
